import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import type { BackendName } from "../../src/backend/mod.ts";
import { Rng } from "../../src/rng.ts";
import { assertAgrees, uniform } from "./agreement.ts";
import { hasTensorflow, start, testedBackends, testOn } from "./backends.ts";
import { c3x32, loss, randomizeWeights } from "./models.ts";

for (const backend of testedBackends) {
  for (const batchNormalization of [false, true]) {
    const name = `c3-32 with${batchNormalization ? "" : "out"} batch normalization`;

    testOn(backend, `loss and gradients of ${name} agree with tfjs' cpu backend`, async () => {
      await assertAgrees(backend, [uniform(new Rng(1), [4, 8, 8, 3])], (x) => {
        assert.ok(x !== undefined);
        const model = c3x32(8, { batchNormalization });
        randomizeWeights(model, new Rng(2));
        const { value, grads } = tf.variableGrads(() => loss(model, x, 4));
        model.dispose();
        return [value, ...Object.values(grads)];
      });
    });
  }

  testOn(backend, "the same training steps give the same bits", async () => {
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

  testOn(backend, "training steps leave no tensor and no data behind", () => {
    const model = c3x32(16, { batchNormalization: true });
    const optimizer = tf.train.momentum(0.01, 0.9);
    const x = tf.zeros([32, 16, 16, 3]);
    const step = () => optimizer.minimize(() => loss(model, x, 32));
    for (let i = 0; i < 3; i++) step();
    const before = tf.memory();
    for (let i = 0; i < 10; i++) step();
    const after = tf.memory();
    assert.equal(after.numTensors, before.numTensors);
    assert.equal(after.numDataBuffers, before.numDataBuffers);
    x.dispose();
    optimizer.dispose();
    model.dispose();
  });
}

Deno.test("wasm and tensorflow agree on the losses of the first 20 steps", {
  ignore: !hasTensorflow,
}, async () => {
  const losses = async (backend: BackendName) => {
    await start(backend);
    const model = c3x32(16);
    randomizeWeights(model, new Rng(5));
    const optimizer = tf.train.momentum(0.02, 0.9);
    const x = tf.tensor(uniform(new Rng(6), [32, 16, 16, 3]).data, [32, 16, 16, 3]);
    const values: number[] = [];
    for (let i = 0; i < 20; i++) {
      const value = optimizer.minimize(() => loss(model, x, 32), true);
      values.push(...await value?.data() ?? []);
      value?.dispose();
    }
    x.dispose();
    optimizer.dispose();
    model.dispose();
    return values;
  };
  const expected = await losses("wasm");
  const found = await losses("tensorflow");
  assert.equal(found.length, 20);
  assert.ok((expected[19] ?? 9) < (expected[0] ?? 0), "the loss does not fall");
  expected.forEach((value, i) => {
    assert.ok(
      Math.abs((found[i] ?? NaN) - value) < 1e-4 * value,
      `step ${i}: ${found[i]} and ${value}`,
    );
  });
});
