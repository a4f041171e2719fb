import assert from "node:assert/strict";
import { onnxTensor } from "../../../src/checkpoint/onnx/onnx_tensor.ts";
import {
  bytesField,
  ProtobufReader,
  textField,
  varintField,
} from "../../../src/encoding/protobuf.ts";
import { InputError } from "../../../src/errors.ts";
import { MemorySource } from "../../../src/files/byte_source.ts";

/** Packed integers as the ONNX library writes them: 64 bits in two's complement, seven bits a byte. */
function packed(values: readonly number[]): number[] {
  return values.flatMap((value) => {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    return [...bytes, Number(rest)];
  });
}

Deno.test("onnxTensor() reads negative integers that are stored as packed fields", () => {
  const values = [-1, 2, -128, 127, 0];
  const message = Uint8Array.from([
    ...varintField(1, values.length), // dims
    ...varintField(2, 3), // int8
    ...bytesField(5, packed(values)), // int32_data
    ...textField(8, "weight"),
  ]);
  const reader = new ProtobufReader(new MemorySource("file", message), "ONNX");
  const tensor = onnxTensor(reader, { start: 0, end: message.length }, () => {
    throw new Error("no other file");
  });
  assert.deepEqual([tensor?.name, tensor?.shape, tensor?.dtype], ["weight", [5], "int8"]);
  assert.deepEqual([...tensor?.read() ?? []], values);
});

Deno.test("onnxTensor() refuses a shape of a million axes", () => {
  const message = Uint8Array.from([
    ...bytesField(1, Array(1_000_000).fill(1)),
    ...varintField(2, 1),
    ...textField(8, "weight"),
  ]);
  const reader = new ProtobufReader(new MemorySource("file", message), "ONNX");
  assert.throws(
    () => onnxTensor(reader, { start: 0, end: message.length }, () => reader.source),
    (error) => error instanceof InputError && error.message.length < 500,
  );
});
