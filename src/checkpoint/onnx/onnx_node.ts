/**
 * Operations of an ONNX graph.
 *
 * @module
 */
import type { ByteSource } from "../../files/byte_source.ts";
import { fieldsOf, packedVarints, type Place, textAt } from "../../encoding/protobuf.ts";

/** An attribute: a number, numbers, or the place of a tensor. */
export interface OnnxAttribute {
  readonly value: number;
  readonly values: readonly number[];
  readonly tensor: Place | null;
}

/** An operation. */
export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** The operation of a NodeProto. */
export function onnxNode(source: ByteSource, message: Place): OnnxNode {
  let [name, op] = ["", ""];
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  for (const { number, place } of fieldsOf(source, message)) {
    if (place === null) continue;
    if (number === 1) inputs.push(textAt(source, place));
    else if (number === 2) outputs.push(textAt(source, place));
    else if (number === 3) name = textAt(source, place);
    else if (number === 4) op = textAt(source, place);
    else if (number === 5) attributes.set(...attributeOf(source, place));
  }
  return { name, op, inputs, outputs, attributes };
}

function attributeOf(source: ByteSource, message: Place): [string, OnnxAttribute] {
  let [name, single] = ["", 0];
  const values: number[] = [];
  let tensor: Place | null = null;
  for (const { number, value, place } of fieldsOf(source, message)) {
    if (number === 1 && place !== null) name = textAt(source, place);
    else if (number === 3) single = value;
    else if (number === 5) tensor = place;
    else if (number === 8) values.push(...place === null ? [value] : packedVarints(source, place));
  }
  return [name, { value: single, values, tensor }];
}
