/**
 * Reads Python pickles as data. The names in a pickle are looked up in the caller's whitelist only, so that only
 * functions written for this purpose can be called.
 *
 * @module
 */
import type { ByteCursor } from "../../../encoding/byte_cursor.ts";
import type { ByteSource } from "../../../files/byte_source.ts";
import { Machine } from "./machine.ts";
import { OPCODES } from "./opcodes.ts";
import type { PickleNames } from "./values.ts";

const STOP = 0x2e;

/**
 * Reads one pickle, protocols 0 to 5.
 *
 * @param source The file, for errors.
 * @param cursor At the first byte of the pickle; after its last byte when this returns.
 * @param names What the pickle may refer to.
 * @throws {InputError} If the pickle is damaged, holds millions of objects, or refers to a name that is not on the whitelist.
 */
export function readPickle(source: ByteSource, cursor: ByteCursor, names: PickleNames): unknown {
  const machine = new Machine(source);
  for (;;) {
    const opcode = cursor.u8();
    if (opcode === STOP) return machine.pop();
    const work = OPCODES[opcode];
    if (work === undefined) {
      throw machine.damaged(`has the unknown opcode 0x${opcode.toString(16)}`);
    }
    machine.charge(1);
    work(machine, cursor, names);
  }
}
