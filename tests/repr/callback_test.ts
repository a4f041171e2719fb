import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { filterGraph } from "../../src/filters/mod.ts";
import { repr, type ReprOptions } from "../../src/repr/mod.ts";

await tf.setBackend("cpu");

const L = tf.layers;

function compiled(optimizer: tf.Optimizer): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      L.conv2d({ name: "a", filters: 4, kernelSize: 3, activation: "relu", inputShape: [8, 8, 1] }),
      L.conv2d({ name: "b", filters: 10, kernelSize: 3, useBias: false }),
      L.batchNormalization({ name: "bn" }),
      L.reLU(),
      L.flatten(),
      L.dense({ units: 2, activation: "softmax" }),
    ],
  });
  model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  return model;
}

function bars() {
  return tf.tidy(() => {
    const upright = tf.tile(tf.tensor4d([1, 0, 1, 0, 1, 0, 1, 0], [1, 1, 8, 1]), [12, 8, 1, 1]);
    const across = tf.transpose(upright, [0, 2, 1, 3]);
    return {
      xs: tf.concat([upright, across]),
      ys: tf.oneHot(tf.tensor1d([...Array(12).fill(0), ...Array(12).fill(1)], "int32"), 2),
    };
  });
}

/** How many of b's filters are all zero after each epoch. */
async function zeros(optimizer: tf.Optimizer, options: ReprOptions, epochs: number) {
  const model = compiled(optimizer);
  const { xs, ys } = bars();
  const counts: number[] = [];
  const callback = repr(model, options);
  for (let epoch = 0; epoch < epochs; epoch++) {
    await model.fit(xs, ys, { epochs: 1, batchSize: 8, verbose: 0, callbacks: callback });
    const { rows, columns, data } = await filterGraph(model).kernelMatrix("b");
    const isZero = (row: number) =>
      data.subarray(row * columns, (row + 1) * columns).every((value) => value === 0);
    counts.push(Array.from({ length: rows }, (_, row) => row).filter(isZero).length);
  }
  tf.dispose([xs, ys]);
  model.dispose();
  return { counts, cycles: callback.cycles };
}

for (
  const [name, optimizer] of [
    ["sgd", () => tf.train.sgd(0.05)],
    ["momentum", () => tf.train.momentum(0.05, 0.9)],
    ["adam", () => tf.train.adam(0.01)],
    ["rmsprop", () => tf.train.rmsprop(0.01)],
  ] as const
) {
  Deno.test(`repr() prunes and re-initializes filters in tfjs' own fit: ${name}`, async () => {
    const { counts, cycles } = await zeros(optimizer(), { s1: 2, s2: 1, cycles: 2 }, 8);
    assert.deepEqual(counts, [0, 0, 3, 0, 0, 3, 0, 0]);
    assert.deepEqual(cycles.map(({ prunedAtEpoch }) => prunedAtEpoch), [2, 5]);
    assert.deepEqual(cycles.map(({ reinitializedAtEpoch }) => reinitializedAtEpoch), [3, 6]);
  });
}

Deno.test("repr() works in one fit of many epochs, with phases in steps", async () => {
  const model = compiled(tf.train.momentum(0.05, 0.9));
  const { xs, ys } = bars();
  const callback = repr(model, { s1: "4steps", s2: "2steps", cycles: 1, prune: 0.5 });
  const history = await model.fit(xs, ys, {
    epochs: 6,
    batchSize: 8,
    verbose: 0,
    callbacks: callback,
  });
  const [cycle] = callback.cycles;
  assert.equal(cycle?.pruned.length, 5);
  assert.equal(cycle?.reinitializedAtEpoch, 2);
  assert.ok(Number(history.history["acc"]?.at(-1)) > 0.9);
  tf.dispose([xs, ys]);
  model.dispose();
});

Deno.test("repr() leaves no tensor behind", async () => {
  const model = compiled(tf.train.adam(0.01));
  const { xs, ys } = bars();
  await model.fit(xs, ys, { epochs: 1, batchSize: 8, verbose: 0 }); // adam makes its slots
  const before = tf.memory().numTensors;
  await model.fit(xs, ys, {
    epochs: 4,
    batchSize: 8,
    verbose: 0,
    callbacks: repr(model, { s1: 1, s2: 1, cycles: 1 }),
  });
  assert.equal(tf.memory().numTensors, before);
  tf.dispose([xs, ys]);
  model.dispose();
});

Deno.test("repr() refuses what it does not support, with the remedy", async () => {
  const { xs, ys } = bars();
  const fit = async (model: tf.LayersModel, options: ReprOptions) => {
    await model.fit(xs, ys, {
      epochs: 1,
      batchSize: 8,
      verbose: 0,
      callbacks: repr(model, options),
    });
  };
  await assert.rejects(
    fit(compiled(tf.train.adamax(0.01)), {}),
    (e) => e instanceof InputError && /adam/.test(e.message),
  );
  await assert.rejects(fit(compiled(tf.train.sgd(0.01)), { s1: "soon" }), RangeError);
  await assert.rejects(fit(compiled(tf.train.sgd(0.01)), { prune: 1.5 }), RangeError);
  await assert.rejects(fit(compiled(tf.train.sgd(0.01)), { criterion: "best" }), InputError);
  tf.dispose([xs, ys]);
});

Deno.test("warnings say that fit was too short for the first pruning, or ended in a pruned phase", async () => {
  const fit = async (epochs: number, options: ReprOptions) => {
    const model = compiled(tf.train.sgd(0.05));
    const { xs, ys } = bars();
    const callback = repr(model, { s1: 2, s2: 2, cycles: 1, ...options });
    await model.fit(xs, ys, { epochs, batchSize: 8, verbose: 0, callbacks: callback });
    const { data } = await filterGraph(model).kernelMatrix("b");
    tf.dispose([xs, ys]);
    model.dispose();
    return { warnings: callback.warnings, zeros: data.filter((value) => value === 0).length };
  };
  const short = await fit(1, {});
  assert.match(short.warnings.join(), /first pruning is due later than step 3/);
  const within = await fit(3, {});
  assert.match(within.warnings.join(), /^fit ended in the pruned phase of cycle 1/);
  assert.ok(within.zeros > 0);
  assert.deepEqual(await fit(3, { finish: true }), { warnings: [], zeros: 0 });
  assert.deepEqual(await fit(5, {}), { warnings: [], zeros: 0 });
});
