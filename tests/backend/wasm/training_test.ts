import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { useBackend } from "../../../src/backend/mod.ts";
import { wasmBackend } from "../../../src/backend/wasm/interface.ts";
import { Rng } from "../../../src/rng.ts";
import { assertAgrees, uniform } from "../agreement.ts";
import { c3x32, randomizeWeights } from "../models.ts";

await useBackend({ backend: "wasm" });

function loss(model: tf.LayersModel, x: tf.Tensor, count: number): tf.Scalar {
  const classes = tf.tensor1d(Array.from({ length: count }, (_, i) => i % 10), "int32");
  const logits = model.apply(x, { training: true });
  assert(logits instanceof tf.Tensor);
  return tf.losses.softmaxCrossEntropy(tf.oneHot(classes, 10), logits).asScalar();
}

for (const batchNormalization of [false, true]) {
  const name = `c3-32 with${batchNormalization ? "" : "out"} batch normalization`;

  Deno.test(`loss and gradients of ${name} agree with tfjs' cpu backend`, async () => {
    await assertAgrees("wasm", [uniform(new Rng(1), [4, 8, 8, 3])], (x) => {
      assert(x !== undefined);
      const model = c3x32(8, { batchNormalization });
      randomizeWeights(model, new Rng(2));
      const { value, grads } = tf.variableGrads(() => loss(model, x, 4));
      model.dispose();
      return [value, ...Object.values(grads)];
    });
  });
}

Deno.test("the same training steps give the same bits", async () => {
  const run = async () => {
    const model = c3x32(16, { batchNormalization: true });
    randomizeWeights(model, new Rng(3));
    const optimizer = tf.train.momentum(0.01, 0.9);
    const { data } = uniform(new Rng(4), [8, 16, 16, 3]);
    const x = tf.tensor4d(data, [8, 16, 16, 3]);
    for (let i = 0; i < 5; i++) optimizer.minimize(() => loss(model, x, 8));
    const weights = await Promise.all(model.getWeights().map((weight) => weight.data()));
    x.dispose();
    optimizer.dispose();
    model.dispose();
    return weights;
  };
  assert.deepEqual(await run(), await run());
});

Deno.test("training steps leave no tensor, no data and no heap behind", () => {
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
