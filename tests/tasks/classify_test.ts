import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import type { ImageBatch } from "../../data/mod.ts";
import { useBackend } from "../../src/backend/mod.ts";
import { classify } from "../../src/tasks/mod.ts";

await useBackend({ backend: "wasm" });

/** Images of one pixel with three channels, which are the scores of three classes. */
function passThrough(activation: "linear" | "softmax"): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [1, 1, 3] }),
      tf.layers.dense({ units: 3, activation, useBias: false }),
    ],
  });
  tf.tidy(() => model.setWeights([tf.eye(3)]));
  return model;
}

async function* batches(): AsyncGenerator<ImageBatch> {
  await Promise.resolve();
  yield {
    count: 2,
    fields: {
      images: new Float32Array([0, 0, 0, Math.log(2), 0, 0]),
      labels: new Int32Array([1, 0]),
    },
  };
  yield {
    count: 1,
    fields: { images: new Float32Array([0, 0, Math.log(6)]), labels: new Int32Array([0]) },
  };
}

for (const activation of ["linear", "softmax"] as const) {
  Deno.test(`classify() counts by class and sums the losses of a model that ends in ${activation}`, async () => {
    const model = passThrough(activation);
    const before = tf.memory().numTensors;
    const { images, loss, seen, correct } = await classify(model, batches(), [1, 1, 3], 3);
    assert.equal(images, 3);
    assert.deepEqual([...seen], [2, 1, 0]);
    assert.deepEqual([...correct], [1, 0, 0]); // equal scores go to the first class
    // probabilities 1/3 of class 1, 2/4 of class 0, 1/8 of class 0
    assert.ok(Math.abs(loss - (Math.log(3) + Math.log(2) + Math.log(8))) < 1e-5, `${loss}`);
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });
}

Deno.test("classify() ends with the signal's reason", async () => {
  const model = passThrough("linear");
  const reason = new Error("enough");
  const error = await classify(model, batches(), [1, 1, 3], 3, AbortSignal.abort(reason))
    .then(() => null, (error: unknown) => error);
  assert.equal(error, reason);
  model.dispose();
});

for (const activation of ["linear", "softmax"] as const) {
  Deno.test(`classify() counts images with scores that are no numbers as wrong, with ${activation}`, async () => {
    const model = passThrough(activation);
    const labels = new Int32Array([0, 0]); // the class that argMax() gives for NaN
    const images = new Float32Array([NaN, 0, 0, 1, 0, 0]);
    async function* batch(): AsyncGenerator<ImageBatch> {
      await Promise.resolve();
      yield { count: 2, fields: { images, labels } };
    }
    const before = tf.memory().numTensors;
    const { correct, loss, unusable } = await classify(model, batch(), [1, 1, 3], 3);
    assert.deepEqual([unusable, correct[0]], [1, 1]);
    assert.ok(Math.abs(loss - Math.log((Math.E + 2) / Math.E)) < 1e-5, `${loss}`);
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });
}
