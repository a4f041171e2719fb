import assert from "node:assert/strict";
import { safetensorsTensors } from "../../../src/checkpoint/safetensors/safetensors_tensors.ts";
import { MemorySource } from "../../../src/files/byte_source.ts";
import { safetensorsFile } from "../safetensors_file.ts";

/** Counts the bytes that are read. */
class CountingSource extends MemorySource {
  count = 0;
  override read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    this.count += length;
    return super.read(offset, length);
  }
}

Deno.test("opening a file reads its header, reading a tensor no other tensor", () => {
  const file = safetensorsFile({
    "conv.weight": { dtype: "F32", shape: [2, 1, 2, 2], data_offsets: [0, 32] },
    "table": { dtype: "F32", shape: [1000, 1000], data_offsets: [32, 4_000_032] },
  }, 4_000_032);
  const source = new CountingSource("model", file);
  const [conv] = safetensorsTensors(source);
  assert.ok(source.count < 500);
  source.count = 0;
  conv?.read();
  assert.equal(source.count, 32);
});
