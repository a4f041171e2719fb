/**
 * Operations of an ONNX graph.
 *
 * @module
 */
import type { ByteRange, ProtobufReader } from "../../encoding/protobuf.ts";

/** An attribute: an integer, a list of integers, or a tensor. */
export interface OnnxAttribute {
  readonly value: number;
  readonly values: readonly number[];
  /** The bytes of a tensor's message. */
  readonly tensor: ByteRange | null;
}

/** An operation. */
export interface OnnxNode {
  readonly name: string;
  /** Such as `Conv`. */
  readonly op: string;
  /** Names of the tensors that it reads. */
  readonly inputs: readonly string[];
  /** Names of the tensors that it computes. */
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** Reads a NodeProto. */
export function onnxNode(reader: ProtobufReader, message: ByteRange): OnnxNode {
  let [name, op] = ["", ""];
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  for (const { number, range } of reader.fields(message)) {
    if (range === null) continue;
    if (number === 1) inputs.push(reader.text(range));
    else if (number === 2) outputs.push(reader.text(range));
    else if (number === 3) name = reader.text(range);
    else if (number === 4) op = reader.text(range);
    else if (number === 5) attributes.set(...attributeOf(reader, range));
  }
  return { name, op, inputs, outputs, attributes };
}

/** Reads an AttributeProto. */
function attributeOf(reader: ProtobufReader, message: ByteRange): [string, OnnxAttribute] {
  let [name, single] = ["", 0];
  const values: number[] = [];
  let tensor: ByteRange | null = null;
  for (const { number, value, range } of reader.fields(message)) {
    if (number === 1 && range !== null) name = reader.text(range);
    else if (number === 3) single = value;
    else if (number === 5) tensor = range;
    else if (number === 8) {
      for (const item of range === null ? [value] : reader.varints(range)) values.push(item);
    }
  }
  return [name, { value: single, values, tensor }];
}
