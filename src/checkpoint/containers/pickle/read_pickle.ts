/**
 * Reads Python pickles as data. No name in a pickle is ever looked up anywhere but in the caller's whitelist, so nothing
 * can be called that the caller did not write for this purpose.
 *
 * @module
 */
import type { ByteCursor } from "../../../encoding/byte_cursor.ts";
import type { ByteSource } from "../../../files/byte_source.ts";
import { Machine } from "./machine.ts";
import type { PickleNames } from "./names.ts";
import { OPCODES } from "./opcodes.ts";

const STOP = 0x2e;

/**
 * Reads one pickle, protocols 0 to 5.
 *
 * @param source The file, for errors.
 * @param cursor At the pickle's first byte; behind its last one afterwards.
 * @throws {InputError} If the pickle is damaged or refers to something that `names` does not know.
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
    work(machine, cursor, names);
  }
}
