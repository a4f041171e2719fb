import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { loadDataset } from "../../data/mod.ts";
import { namedVariables } from "../../src/filters/mod.ts";
import { train } from "../../src/runs/mod.ts";
import { testOnBackends } from "../backend/backends.ts";

const L = tf.layers;

/** A base of two convolutions with batch normalization, and two more convolutions that are trained. */
function transferred(): { model: tf.LayersModel; base: tf.LayersModel } {
  const block = (name: string, filters: number, more: object = {}) => [
    L.conv2d({ name, filters, kernelSize: 3, strides: 2, padding: "same", ...more }),
    L.batchNormalization({ name: `${name}_bn` }),
    L.reLU({ name: `${name}_relu` }),
  ];
  const base = tf.sequential({
    name: "base",
    layers: [...block("one", 6, { inputShape: [32, 32, 3] }), ...block("two", 6)],
  });
  base.trainable = false;
  const model = tf.sequential({
    layers: [base, ...block("three", 6), ...block("four", 8), L.flatten(), L.dense({ units: 10 })],
  });
  return { model, base };
}

/** Values by name: tfjs orders them by what is trainable. */
async function bitsOf(model: tf.LayersModel): Promise<Record<string, readonly number[]>> {
  const entries = namedVariables(model).map(async ([name, variable]) =>
    [name, [...await variable.data()]] as const
  );
  return Object.fromEntries(await Promise.all(entries));
}

testOnBackends("RePr on a frozen base prunes and trains the other layers only", async () => {
  const dataset = await loadDataset({ name: "shapes", limit: 100 });
  const { model, base } = transferred();
  const before = await bitsOf(base);
  const scheme = { s1: 1, s2: 1, cycles: 2, prune: 0.5, rankFirst: true };
  const options = { epochs: 5, batchSize: 15, optimizer: { name: "adam" }, scheme } as const;
  const { cycles } = await train(options, { dataset, model });
  assert.deepEqual(await bitsOf(base), before);
  const pruned = cycles.flatMap((cycle) => cycle.pruned.map(({ layer }) => layer));
  assert.equal(pruned.length, 14); // half of three's 6 and four's 8 filters, twice
  assert.deepEqual(new Set(pruned), new Set(["three", "four"]));
  assert.ok(cycles.every(({ reinitialized }) => reinitialized.length === 7));
  model.dispose();
});
