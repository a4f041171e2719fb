/**
 * The opcodes of protocols 0 to 5 (described in CPython's `pickletools.py`).
 *
 * @module
 */
import type { ByteCursor } from "../../../encoding/byte_cursor.ts";
import type { Machine } from "./machine.ts";
import { Opaque, type PickleNames, Tuple, wordOf } from "./values.ts";

/** What one opcode does. */
export type Opcode = (machine: Machine, cursor: ByteCursor, names: PickleNames) => void;

/** Bytes of the longest integer that is read; the format allows 4 GB. */
const LONGEST = 1024;
/** Longer texts and bytes, such as a data set that was saved with a model, are skipped. */
const LONGEST_TEXT = 1 << 20;

const value = (read: (cursor: ByteCursor) => unknown): Opcode => (machine, cursor) =>
  machine.push(read(cursor));

const text = (length: (cursor: ByteCursor) => number): Opcode =>
  value((cursor) => counted(length(cursor), cursor, (length) => cursor.text(length)));

const bytes = (length: (cursor: ByteCursor) => number): Opcode =>
  value((cursor) => counted(length(cursor), cursor, (length) => cursor.bytes(length)));

function counted(length: number, cursor: ByteCursor, read: (length: number) => unknown): unknown {
  if (length <= LONGEST_TEXT) return read(length);
  cursor.skip(length);
  return new Opaque("long text");
}

const tuple = (count: number): Opcode => (machine) => machine.pushTuple(machine.popList(count));

const long4: Opcode = (machine, cursor) => {
  const length = cursor.u32();
  if (length > LONGEST) throw machine.damaged(`holds an integer of ${length} bytes`);
  machine.push(littleInteger(cursor.bytes(length)));
};

const dict: Opcode = (machine) => {
  const items = machine.popMarked();
  machine.pushMap();
  machine.setItems(items);
};

const stackGlobal: Opcode = (machine, _cursor, names) => {
  const [module, name] = machine.popList(2).map(wordOf);
  if (module === undefined || name === undefined) {
    throw machine.damaged("refers to a name that is not a text");
  }
  machine.push(names.global(module, name));
};

const inst: Opcode = (machine, cursor, names) => {
  const constructor = names.global(cursor.line(), cursor.line());
  machine.call(constructor, new Tuple(machine.popMarked()));
};

const obj: Opcode = (machine) => {
  const [constructor, ...args] = machine.popMarked();
  machine.call(constructor, new Tuple(args));
};

const reduce: Opcode = (machine) => {
  const [constructor, args] = machine.popList(2);
  machine.call(constructor, args);
};

/** Sets attributes of an object, such as a state_dict's `_metadata`; they are not needed and dropped. */
const build: Opcode = (machine) => {
  machine.pop();
  machine.top();
};

/** By number. The opcode STOP, which ends a pickle, is not in the table. */
export const OPCODES: Readonly<Record<number, Opcode>> = {
  0x80: (_machine, cursor) => cursor.skip(1), // PROTO
  0x95: (_machine, cursor) => cursor.skip(8), // FRAME
  0x28: (machine) => machine.mark(), // MARK
  0x30: (machine) => void machine.pop(), // POP
  0x31: (machine) => void machine.popMarked(), // POP_MARK
  0x32: (machine) => machine.push(machine.top()), // DUP
  0x4e: value(() => null), // NONE
  0x88: value(() => true), // NEWTRUE
  0x89: value(() => false), // NEWFALSE
  0x4b: value((cursor) => cursor.u8()), // BININT1
  0x4d: value((cursor) => cursor.u16()), // BININT2
  0x4a: value((cursor) => cursor.i32()), // BININT
  0x49: value((cursor) => decimalInteger(cursor.line())), // INT
  0x4c: value((cursor) => decimalInteger(cursor.line())), // LONG
  0x8a: value((cursor) => littleInteger(cursor.bytes(cursor.u8()))), // LONG1
  0x8b: long4, // LONG4
  0x47: value((cursor) => cursor.f64BigEndian()), // BINFLOAT
  0x46: value((cursor) => Number(cursor.line())), // FLOAT
  0x8c: text((cursor) => cursor.u8()), // SHORT_BINUNICODE
  0x58: text((cursor) => cursor.u32()), // BINUNICODE
  0x8d: text((cursor) => cursor.u64()), // BINUNICODE8
  0x56: value((cursor) => cursor.line()), // UNICODE
  0x53: value((cursor) => cursor.line().replace(/^(['"])(.*)\1$/, "$2")), // STRING
  0x55: text((cursor) => cursor.u8()), // SHORT_BINSTRING
  0x54: text((cursor) => cursor.u32()), // BINSTRING
  0x43: bytes((cursor) => cursor.u8()), // SHORT_BINBYTES
  0x42: bytes((cursor) => cursor.u32()), // BINBYTES
  0x8e: bytes((cursor) => cursor.u64()), // BINBYTES8
  0x96: bytes((cursor) => cursor.u64()), // BYTEARRAY8
  0x29: tuple(0), // EMPTY_TUPLE
  0x85: tuple(1), // TUPLE1
  0x86: tuple(2), // TUPLE2
  0x87: tuple(3), // TUPLE3
  0x74: (machine) => machine.pushTuple(machine.popMarked()), // TUPLE
  0x5d: (machine) => machine.pushList([]), // EMPTY_LIST
  0x6c: (machine) => machine.pushList(machine.popMarked()), // LIST
  0x61: (machine) => machine.append(machine.popList(1)), // APPEND
  0x65: (machine) => machine.append(machine.popMarked()), // APPENDS
  0x7d: (machine) => machine.pushMap(), // EMPTY_DICT
  0x64: dict, // DICT
  0x73: (machine) => machine.setItems(machine.popList(2)), // SETITEM
  0x75: (machine) => machine.setItems(machine.popMarked()), // SETITEMS
  0x8f: (machine) => machine.pushSet([]), // EMPTY_SET
  0x90: (machine) => machine.addToSet(machine.popMarked()), // ADDITEMS
  0x91: (machine) => machine.pushSet(machine.popMarked()), // FROZENSET
  0x70: (machine, cursor) => machine.remember(Number(cursor.line())), // PUT
  0x71: (machine, cursor) => machine.remember(cursor.u8()), // BINPUT
  0x72: (machine, cursor) => machine.remember(cursor.u32()), // LONG_BINPUT
  0x94: (machine) => machine.remember(), // MEMOIZE
  0x67: (machine, cursor) => machine.recall(Number(cursor.line())), // GET
  0x68: (machine, cursor) => machine.recall(cursor.u8()), // BINGET
  0x6a: (machine, cursor) => machine.recall(cursor.u32()), // LONG_BINGET
  0x63: (machine, cursor, names) => machine.push(names.global(cursor.line(), cursor.line())), // GLOBAL
  0x93: stackGlobal, // STACK_GLOBAL
  0x69: inst, // INST
  0x6f: obj, // OBJ
  0x52: reduce, // REDUCE
  0x81: reduce, // NEWOBJ
  0x92: (machine) => {
    const [constructor, args] = machine.popList(3);
    machine.call(constructor, args);
  }, // NEWOBJ_EX
  0x62: build, // BUILD
  0x51: (machine, _cursor, names) => machine.push(names.persistent(machine.pop())), // BINPERSID
  0x50: (machine, cursor, names) => machine.push(names.persistent(cursor.line())), // PERSID
};

/** A little-endian integer in two's complement; no bytes are 0. One that a number cannot hold is a bigint. */
function littleInteger(bytes: Uint8Array): number | bigint {
  if (bytes.length === 0) return 0;
  const value = BigInt(`0x${bytes.toReversed().toHex()}`);
  return numberIfSafe(BigInt.asIntN(8 * bytes.length, value));
}

/** An integer in decimal digits, with Python 2's `L` or without; `00` is false and `01` true. NaN for other texts. */
function decimalInteger(line: string): number | bigint | boolean {
  if (line === "00" || line === "01") return line === "01";
  const digits = line.replace(/L$/, "");
  return /^-?\d{1,400}$/.test(digits) ? numberIfSafe(BigInt(digits)) : NaN;
}

function numberIfSafe(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
