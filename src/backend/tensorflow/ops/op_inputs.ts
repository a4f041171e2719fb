/**
 * The inputs of TensorFlow's operations, from its own list of definitions.
 *
 * @module
 */

import type { Libtensorflow } from "../ffi/libtensorflow.ts";

const LENGTH_DELIMITED = 2;

const decoder = new TextDecoder();

/** Fields of the messages `OpList`, `OpDef` and `OpDef.ArgDef` (`tensorflow/core/framework/op_def.proto`). */
const OP_LIST = { op: 1 };
const OP_DEF = { name: 1, inputArg: 2 };
const ARG_DEF = { numberAttribute: 5, typeListAttribute: 6 };

/**
 * One argument of an operation: one tensor, or a list of tensors. The list's length is the attribute's value, or the length
 * of that value if it is itself a list.
 */
export type Argument = "one" | { readonly lengthAttribute: string };

/** The inputs of an operation. */
export interface OpInputs {
  readonly arguments: readonly Argument[];
  /** The number of tensors; Infinity if an argument is a list. */
  readonly count: number;
}

/**
 * The inputs of each operation, by its name.
 *
 * TensorFlow does not check their number: with one input too many it reads beyond the end of the definition's arguments,
 * and the process crashes.
 */
export function opInputs(library: Libtensorflow): Map<string, OpInputs> {
  const buffer = library.c.TF_GetAllOpList();
  // struct TF_Buffer { const void* data; size_t length; … }
  const [data = 0n, length = 0n] = new BigUint64Array(library.bytes(buffer, 16).buffer);
  const list = library.bytes(data, Number(length));
  library.c.TF_DeleteBuffer(buffer);
  const inputs = new Map<string, OpInputs>();
  for (const [field, op] of fields(list)) {
    if (field !== OP_LIST.op) continue;
    let name = "";
    const found: Argument[] = [];
    for (const [field, value] of fields(op)) {
      if (field === OP_DEF.name) name = decoder.decode(value);
      if (field === OP_DEF.inputArg) found.push(argument(value));
    }
    const count = found.every((argument) => argument === "one") ? found.length : Infinity;
    inputs.set(name, { arguments: found, count });
  }
  return inputs;
}

function argument(message: Uint8Array): Argument {
  for (const [field, value] of fields(message)) {
    if (field === ARG_DEF.numberAttribute || field === ARG_DEF.typeListAttribute) {
      return { lengthAttribute: decoder.decode(value) };
    }
  }
  return "one";
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
