import assert from "node:assert/strict";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { MemorySource } from "../../src/files/byte_source.ts";
import { kernelLayers, kernelRows } from "../../src/checkpoint/roles/kernel_layers.ts";
import { openCheckpoint, writeModel } from "../../src/checkpoint/mod.ts";
import { safetensorsTensors } from "../../src/checkpoint/safetensors/safetensors_tensors.ts";
import { safetensorsFile } from "./safetensors_file.ts";

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

Deno.test("a file larger than an array can be is read where its convolution lies", async () => {
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  const size = 2 ** 31;
  const head = safetensorsFile({
    "conv.weight": { dtype: "F32", shape: [2, 1, 2, 2], data_offsets: [0, 32] },
    "table": { dtype: "U8", shape: [size], data_offsets: [32, 32 + size] },
  }, new Uint8Array(Float32Array.of(1, 0, 0, 0, 0, 2, 0, 0).buffer));
  await Deno.writeFile(path, head);
  await Deno.truncate(path, head.length + size);
  using checkpoint = await openCheckpoint(path);
  const [layer] = kernelLayers(checkpoint);
  assert.deepEqual(layer && [...kernelRows(layer).data], [1, 0, 0, 0, 0, 2, 0, 0]);
  await Deno.remove(path);
});

Deno.test("a model that writeModel() wrote has tfjs' own numbers, in a run's folder too", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, name: "a" }),
      tf.layers.separableConv2d({ filters: 5, kernelSize: 3, name: "b" }),
    ],
  });
  const run = await Deno.makeTempDir();
  await Deno.writeTextFile(join(run, "config.json"), "{}");
  const folder = join(run, "checkpoints", "best");
  await writeModel(folder, "1", model, { metadata: {}, arrays: {} });
  using checkpoint = await openCheckpoint(run);
  assert.equal(checkpoint.path, join(folder, "model.json"));
  const layers = kernelLayers(checkpoint);
  assert.deepEqual(layers.map(({ name, kind, fanIn }) => [name, kind, fanIn]), [
    ["a", "conv2d", 27],
    ["b/depthwise", "depthwise-conv2d", 9],
    ["b/pointwise", "conv2d", 4],
  ]);
  const kernel = model.layers[0]?.getWeights()[0];
  const [first] = layers;
  const rows = kernel && tf.tidy(() => kernel.reshape([27, 4]).transpose());
  assert.deepEqual(first && [...kernelRows(first).data], [...await rows?.data() ?? []]);
  rows?.dispose();
  model.dispose();
  await Deno.remove(run, { recursive: true });
});
