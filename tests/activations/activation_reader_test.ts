import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../src/errors.ts";
import { ActivationReader } from "../../src/activations/mod.ts";
import { buildModel } from "../../src/models/mod.ts";
import { Rng } from "../../src/rng.ts";
import {
  add,
  bn,
  chain,
  conv,
  gap,
  image,
  logits,
  on,
  relu,
  straight,
} from "../filters/net_parts.ts";

const L = tf.layers;

/** Layer -> the layer whose output are its activations. */
function outputs(model: tf.LayersModel): Record<string, string> {
  return Object.fromEntries(
    new ActivationReader(model).layers.map(({ layer, output }) => [layer, output]),
  );
}

Deno.test("activations are the output of the last of bias, batch norm and activation", () => {
  const model = straight(
    conv("own", 3, { activation: "relu" }),
    bn(),
    conv("normed", 4),
    L.batchNormalization({ name: "bn" }),
    L.reLU({ name: "relu" }),
    L.maxPooling2d({ poolSize: 2 }),
    conv("pooled", 4),
    L.maxPooling2d({ poolSize: 2 }),
    L.reLU({ name: "after_pool" }),
    conv("plain", 2),
    L.averagePooling2d({ poolSize: 2 }),
    L.flatten(),
    logits(),
  );
  assert.deepEqual(outputs(model), {
    own: "own",
    normed: "relu",
    pooled: "after_pool",
    plain: "plain",
  });
});

Deno.test("in a residual block they end before the add, and where the output is read twice", () => {
  const x = image();
  const stem = chain(x, conv("stem", 4), L.batchNormalization({ name: "stem_bn" }));
  const inner = chain(stem, relu(), conv("inner", 4), L.batchNormalization({ name: "inner_bn" }));
  const sum = chain(on(add(), stem, inner), relu(), gap(), logits());
  assert.deepEqual(outputs(tf.model({ inputs: x, outputs: sum })), {
    stem: "stem_bn",
    inner: "inner_bn",
  });
});

Deno.test("convolutions of nested models and the pointwise part of separable ones are found", () => {
  const inner = tf.sequential({
    name: "inner",
    layers: [conv("a", 4, { inputShape: [8, 8, 3] }), L.reLU({ name: "relu" })],
  });
  const separable = L.separableConv2d({ name: "s", filters: 5, kernelSize: 3 });
  assert.deepEqual(outputs(straight(inner, separable, gap(), logits())), {
    "inner/a": "inner/relu",
    "s/pointwise": "s",
  });
});

Deno.test("read() yields what the model itself computes there, and leaks no tensor", async () => {
  const model = buildModel("resnet20", { inputShape: [16, 16, 3], classes: 4, rng: new Rng(3) });
  const reader = new ActivationReader(model, (layer) => /conv2$/.test(layer));
  assert.equal(reader.layers.length, 9);
  const x = tf.randomNormal<tf.Rank.R4>([2, 16, 16, 3], 0, 1, "float32", 5);
  const whole = tf.model({
    inputs: model.inputs,
    outputs: reader.layers.map(({ output }) => {
      const tensor = model.getLayer(output).output;
      assert.ok(tensor instanceof tf.SymbolicTensor);
      return tensor;
    }),
  });
  const expected = whole.predict(x);
  assert.ok(Array.isArray(expected));
  const before = tf.memory().numTensors;
  let seen = 0;
  for await (const tensor of reader.read(x)) {
    const { map, filters } = reader.layers[seen++] ?? {};
    const wanted: tf.Tensor | undefined = expected.shift();
    assert.ok(wanted !== undefined);
    assert.deepEqual(tensor.shape, [2, ...(map ?? []), filters]);
    assert.deepEqual(await tensor.data(), await wanted.data());
    wanted.dispose();
  }
  assert.equal(seen, 9);
  assert.equal(tf.memory().numTensors, before - 9);
  tf.dispose(x);
});

Deno.test("reading that stops early leaks no tensor", async () => {
  const model = straight(conv("a", 2), relu(), conv("b", 2), gap(), logits());
  const x = tf.zeros<tf.Rank.R4>([1, 8, 8, 3]);
  const before = tf.memory().numTensors;
  for await (const tensor of new ActivationReader(model).read(x)) {
    assert.deepEqual(tensor.shape, [1, 8, 8, 2]);
    break;
  }
  assert.equal(tf.memory().numTensors, before);
  tf.dispose(x);
});

/** A model of two images whose activations are added, and of a third input that no convolution depends on. */
function towers(): tf.LayersModel {
  const [x, y] = ["left", "right"].map((name) => tf.input({ shape: [8, 8, 3], name }));
  assert.ok(x !== undefined && y !== undefined);
  const words = tf.input({ shape: [4], name: "words" });
  const sum = on(add(), on(conv("a", 2), x), on(conv("b", 2), y));
  const pooled = chain(sum, conv("c", 3), gap());
  const joined = on(L.concatenate(), pooled, words);
  return tf.model({ inputs: [x, y, words], outputs: on(logits(), joined) });
}

Deno.test("each input layer gets the tensor of its name, and inputs without effect are not needed", async () => {
  const model = towers();
  const reader = new ActivationReader(model);
  assert.deepEqual(reader.inputs, ["left", "right"]);
  const left = tf.randomNormal([2, 8, 8, 3], 0, 1, "float32", 1);
  const right = tf.randomNormal([2, 8, 8, 3], 0, 1, "float32", 2);
  const expected = [
    model.getLayer("a").apply(left),
    model.getLayer("b").apply(right),
  ].map((tensor) => tensor instanceof tf.Tensor ? tensor.dataSync() : undefined);
  const found: unknown[] = [];
  const before = tf.memory().numTensors;
  for await (const tensor of reader.read({ right, left })) found.push(await tensor.data());
  assert.equal(tf.memory().numTensors, before);
  assert.deepEqual(found.slice(0, 2), expected);
  assert.equal(found.length, 3);
});

Deno.test("a single tensor is enough where the wanted activations depend on one input", async () => {
  const reader = new ActivationReader(towers(), (layer) => layer === "b");
  assert.deepEqual(reader.inputs, ["right"]);
  for await (const tensor of reader.read(tf.zeros([1, 8, 8, 3]))) {
    assert.deepEqual(tensor.shape, [1, 8, 8, 2]);
  }
});

for (
  const [what, inputs, message] of [
    [
      "one tensor for two inputs",
      tf.zeros([1, 8, 8, 3]),
      /has 2 inputs, found one tensor: .*left, right/,
    ],
    ["a missing input", { left: tf.zeros([1, 8, 8, 3]) }, /"right" is missing/],
    [
      "an input that no activation depends on",
      { left: tf.zeros([1]), right: tf.zeros([1]), words: tf.zeros([1]) },
      /depends on an input "words"/,
    ],
  ] as const
) {
  Deno.test(`read() refuses ${what}`, async () => {
    const reader = new ActivationReader(towers());
    const before = tf.memory().numTensors;
    const reading = reader.read(inputs).next();
    await assert.rejects(
      reading,
      (error) => error instanceof InputError && message.test(error.message),
    );
    assert.equal(tf.memory().numTensors, before);
  });
}

Deno.test("a model that computes a mask before its convolutions is refused", () => {
  const words = tf.input({ shape: [16] });
  const sequence = chain(
    words,
    L.embedding({ inputDim: 5, outputDim: 4, maskZero: true, name: "words" }),
    L.lstm({ units: 4, returnSequences: true }),
    L.reshape({ targetShape: [4, 4, 4] }),
    conv("a", 2),
    gap(),
    logits(),
  );
  const model = tf.model({ inputs: words, outputs: sequence });
  assert.throws(() => new ActivationReader(model), /"words": it computes a mask/);
});

Deno.test("transposed convolutions have activations", () => {
  const model = straight(
    L.conv2dTranspose({ name: "up", filters: 2, kernelSize: 2, strides: 2 }),
    L.reLU({ name: "up_relu" }),
    gap(),
    logits(),
  );
  assert.deepEqual(new ActivationReader(model).layers, [
    { layer: "up", output: "up_relu", filters: 2, map: [16, 16] },
  ]);
});
