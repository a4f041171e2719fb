import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../src/backend/mod.ts";
import { wasmBackend } from "../../../src/backend/wasm/interface.ts";
import { c3x32, loss } from "../models.ts";

await useBackend({ backend: "wasm" });

Deno.test("training steps leave nothing on the wasm backend's heap", () => {
  const model = c3x32(16, { batchNormalization: true });
  const optimizer = tf.train.momentum(0.01, 0.9);
  const x = tf.zeros([32, 16, 16, 3]);
  const step = () => optimizer.minimize(() => loss(model, x, 32));
  for (let i = 0; i < 3; i++) step();
  const before = usage();
  // One lost feature map a step (1 MB) would double the heap of about 16 MB.
  for (let i = 0; i < 20; i++) step();
  assert.deepEqual(usage(), before);
  x.dispose();
  optimizer.dispose();
  model.dispose();
});

function usage() {
  const { numTensors, numDataBuffers } = tf.memory();
  const heap = wasmBackend().wasm.asm.memory.buffer.byteLength;
  return { numTensors, numDataBuffers, heap };
}
