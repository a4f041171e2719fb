/**
 * The inputs of TensorFlow's operations, from its own list of definitions.
 *
 * @module
 */

import { type ByteRange, ProtobufReader } from "../../../encoding/protobuf.ts";
import { MemorySource } from "../../../files/byte_source.ts";
import type { Libtensorflow } from "../ffi/libtensorflow.ts";

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
  const reader = new ProtobufReader(new MemorySource("TensorFlow's operations", list), "OpList");
  const inputs = new Map<string, OpInputs>();
  for (const op of reader.fields()) {
    if (op.number !== OP_LIST.op || op.range === null) continue;
    let name = "";
    const found: Argument[] = [];
    for (const { number, range } of reader.fields(op.range)) {
      if (number === OP_DEF.name && range !== null) name = reader.text(range);
      if (number === OP_DEF.inputArg && range !== null) found.push(argument(reader, range));
    }
    const count = found.every((argument) => argument === "one") ? found.length : Infinity;
    inputs.set(name, { arguments: found, count });
  }
  return inputs;
}

function argument(reader: ProtobufReader, message: ByteRange): Argument {
  for (const { number, range } of reader.fields(message)) {
    const list = number === ARG_DEF.numberAttribute || number === ARG_DEF.typeListAttribute;
    if (list && range !== null) return { lengthAttribute: reader.text(range) };
  }
  return "one";
}
