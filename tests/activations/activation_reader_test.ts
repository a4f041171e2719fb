import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
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

Deno.test("activations lie behind bias, batch norm and activation, whichever there are", () => {
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

Deno.test("read() gives what the model itself computes there, and leaves no tensor behind", async () => {
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

Deno.test("reading that is broken off leaves no tensor behind", async () => {
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
