import assert from "node:assert/strict";
import { kernelRows, openModelFile } from "../../../src/checkpoint/mod.ts";
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

Deno.test("safetensors of 8-bit floats are read", async () => {
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  const header = {
    "a.weight": { dtype: "F8_E4M3", shape: [1, 2, 1, 1], data_offsets: [0, 2] },
    "b.weight": { dtype: "F8_E5M2", shape: [1, 2, 1, 1], data_offsets: [2, 4] },
  };
  await Deno.writeFile(path, safetensorsFile(header, Uint8Array.of(0x38, 0xc0, 0x3c, 0xc0)));
  using file = await openModelFile(path);
  for (const layer of file.layers) {
    assert.deepEqual(kernelRows(layer).data, Float32Array.of(1, -2), layer.name);
  }
  assert.equal(file.layers.length, 2);
  await Deno.remove(path);
});
