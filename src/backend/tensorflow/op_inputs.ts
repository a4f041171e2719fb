/**
 * How many inputs each TensorFlow operation takes.
 *
 * @module
 */

import type { Library } from "./library.ts";

const LENGTH_DELIMITED = 2;

/** Fields of the messages `OpList`, `OpDef` and `OpDef.ArgDef` (`tensorflow/core/framework/op_def.proto`). */
const OP_LIST = { op: 1 };
const OP_DEF = { name: 1, inputArg: 2 };
const ARG_DEF = { numberAttribute: 5, typeListAttribute: 6 };

/**
 * The number of inputs of each operation; Infinity for one that takes lists.
 *
 * TensorFlow itself does not check: one input too many is read from beyond the end of the definition's arguments, which
 * ends the process.
 */
export function inputCounts(library: Library): Map<string, number> {
  const buffer = library.c.TF_GetAllOpList();
  // struct TF_Buffer { const void* data; size_t length; … }
  const [data = 0n, length = 0n] = new BigUint64Array(library.bytes(buffer, 16).buffer);
  const list = library.bytes(data, Number(length));
  library.c.TF_DeleteBuffer(buffer);
  const counts = new Map<string, number>();
  const decoder = new TextDecoder();
  for (const [field, op] of fields(list)) {
    if (field !== OP_LIST.op) continue;
    let name = "";
    let count = 0;
    for (const [field, value] of fields(op)) {
      if (field === OP_DEF.name) name = decoder.decode(value);
      if (field === OP_DEF.inputArg) count += isList(value) ? Infinity : 1;
    }
    counts.set(name, count);
  }
  return counts;
}

function isList(argument: Uint8Array): boolean {
  for (const [field] of fields(argument)) {
    if (field === ARG_DEF.numberAttribute || field === ARG_DEF.typeListAttribute) return true;
  }
  return false;
}

/** The length-delimited fields of a protocol buffer message. */
function* fields(message: Uint8Array): Generator<[field: number, value: Uint8Array]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1;; scale *= 128) {
      const byte = message[at++] ?? 0;
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    const wire = key % 8;
    if (wire === LENGTH_DELIMITED) {
      const length = varint();
      yield [Math.floor(key / 8), message.subarray(at, at + length)];
      at += length;
    } else if (wire === 0) varint();
    else at += wire === 1 ? 8 : 4;
  }
}
