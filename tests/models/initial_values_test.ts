import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../src/errors.ts";
import { buildModel, initialValues } from "../../src/models/mod.ts";
import { Rng } from "../../src/rng.ts";

await tf.setBackend("cpu");

const L = tf.layers;

/** A variable of a layer by its own name. */
function variable(model: tf.LayersModel, layer: string, name: string): tf.Tensor {
  const found = model.getLayer(layer).weights.find((each) =>
    each.originalName.endsWith(`/${name}`)
  );
  assert.ok(found !== undefined, `${layer} has no ${name}`);
  return found.read();
}

for (const name of ["c2-4", "resnet20"]) {
  Deno.test(`initialValues() of ${name} are the bits that buildModel() draws from the same seed`, () => {
    const options = { inputShape: [8, 8, 3], classes: 3 } as const;
    const model = buildModel(name, { ...options, rng: new Rng(5) });
    const other = buildModel(name, { ...options, rng: new Rng(6) });
    model.layers.flatMap(({ weights }) => weights).forEach((weight, i) => {
      const drawn = initialValues(
        other,
        other.layers.flatMap(({ weights }) => weights)[i]?.read() ??
          weight.read(),
        new Rng(5),
      );
      assert.deepEqual(drawn, weight.read().dataSync(), weight.originalName);
    });
  });
}

Deno.test("initialValues() changes no variable and creates no tensor", () => {
  const model = buildModel("c1-2", { inputShape: [8, 8, 1], classes: 2, rng: new Rng(1) });
  const kernel = variable(model, "conv1", "kernel");
  const before = kernel.dataSync().slice();
  const tensors = tf.memory().numTensors;
  const [first, second] = [1, 1].map((seed) => initialValues(model, kernel, new Rng(seed + 1)));
  assert.deepEqual(first, second);
  assert.notDeepEqual(first, before);
  assert.deepEqual(kernel.dataSync(), before);
  assert.equal(tf.memory().numTensors, tensors);
});

/** Mean, standard deviation, smallest and largest. */
function moments(values: ArrayLike<number>): number[] {
  const list = Array.from(values);
  const mean = list.reduce((a, b) => a + b, 0) / list.length;
  const variance = list.reduce((a, b) => a + (b - mean) ** 2, 0) / list.length;
  return [mean, Math.sqrt(variance), Math.min(...list), Math.max(...list)];
}

const I = tf.initializers;
for (
  const [name, initializer] of Object.entries({
    glorotUniform: I.glorotUniform({ seed: 3 }),
    glorotNormal: I.glorotNormal({ seed: 3 }),
    heNormal: I.heNormal({ seed: 3 }),
    heUniform: I.heUniform({ seed: 3 }),
    leCunNormal: I.leCunNormal({ seed: 3 }),
    leCunUniform: I.leCunUniform({ seed: 3 }),
    fanOut: I.varianceScaling({ scale: 3, mode: "fanOut", distribution: "uniform", seed: 3 }),
    randomNormal: I.randomNormal({ mean: 2, stddev: 0.5, seed: 3 }),
    randomUniform: I.randomUniform({ minval: -2, maxval: 0.5, seed: 3 }),
    truncatedNormal: I.truncatedNormal({ mean: -1, stddev: 2, seed: 3 }),
    constant: I.constant({ value: 0.25 }),
    zeros: I.zeros(),
    ones: I.ones(),
  })
) {
  Deno.test(`initialValues() of ${name} have the moments and bounds of tfjs' own`, () => {
    const shape = [3, 3, 20, 50];
    const layer = L.conv2d({
      filters: 50,
      kernelSize: 3,
      kernelInitializer: initializer,
      name: "c",
    });
    const model = tf.sequential({ layers: [L.inputLayer({ inputShape: [3, 3, 20] }), layer] });
    const drawn = initialValues(model, variable(model, "c", "kernel"), new Rng(9));
    const [found, expected] = [drawn, initializer.apply(shape).dataSync()].map(moments);
    const scale = Math.max(1e-9, expected?.[1] ?? 0);
    expected?.forEach((value, i) => {
      const tolerance = i < 2 ? 0.05 : name === "randomNormal" ? 1 : 0.05; // extremes of a normal have no bound
      const difference = Math.abs((found?.[i] ?? NaN) - value) / scale;
      assert.ok(
        difference < tolerance,
        `${["mean", "deviation", "least", "most"][i]}: ${found?.[i]}, ${value}`,
      );
    });
  });
}

for (const [rows, columns] of [[6, 6], [7, 3], [3, 8]] as const) {
  Deno.test(`initialValues() of an orthogonal ${rows} x ${columns} kernel are orthonormal times the gain`, () => {
    const kernelInitializer = I.orthogonal({ gain: 2, seed: 1 });
    const dense = L.dense({ units: columns, inputShape: [rows], kernelInitializer, name: "d" });
    const model = tf.sequential({ layers: [dense] });
    const kernel = variable(model, "d", "kernel");
    const q = tf.tensor2d(initialValues(model, kernel, new Rng(2)), [rows, columns]);
    const isTall = rows >= columns;
    const gram = tf.matMul(q, q, isTall, !isTall);
    const difference = gram.sub(tf.eye(Math.min(rows, columns)).mul(4)).abs().max().dataSync()[0];
    assert.ok(Number(difference) < 1e-5);
    assert.notDeepEqual(initialValues(model, kernel, new Rng(3)), q.dataSync());
  });
}

Deno.test("initialValues() of batch norm, PReLU, embedding and identity are as configured", () => {
  const model = tf.sequential({
    layers: [
      L.embedding({ name: "e", inputDim: 4, outputDim: 3, inputLength: 5 }),
      L.simpleRNN({ name: "r", units: 3, recurrentInitializer: "identity", returnSequences: true }),
      L.batchNormalization({ name: "n", gammaInitializer: I.constant({ value: 0.5 }) }),
      L.prelu({ name: "p", alphaInitializer: "ones" }),
    ],
  });
  const values = (layer: string, name: string) =>
    Array.from(initialValues(model, variable(model, layer, name), new Rng(1)));
  assert.deepEqual(values("n", "gamma"), [0.5, 0.5, 0.5]);
  assert.deepEqual(values("n", "beta"), [0, 0, 0]);
  assert.deepEqual(values("n", "moving_mean"), [0, 0, 0]);
  assert.deepEqual(values("n", "moving_variance"), [1, 1, 1]);
  assert.deepEqual(values("p", "alpha"), Array(15).fill(1));
  assert.deepEqual(values("r", "recurrent_kernel"), [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const table = values("e", "embeddings"); // Keras' default: uniform in +-0.05
  assert.ok(new Set(table).size === 12 && table.every((value) => Math.abs(value) <= 0.05));
});

Deno.test("initialValues() draws the two kernels of a separable convolution from streams of their own", () => {
  const model = tf.sequential({
    layers: [
      L.separableConv2d({ name: "s", filters: 3, kernelSize: 1, inputShape: [2, 2, 3] }),
      L.depthwiseConv2d({ name: "w", kernelSize: 1, depthwiseInitializer: "ones" }),
    ],
  });
  const depthwise = initialValues(model, variable(model, "s", "depthwise_kernel"), new Rng(1));
  const pointwise = initialValues(model, variable(model, "s", "pointwise_kernel"), new Rng(1));
  assert.equal(depthwise.length, 3);
  assert.equal(pointwise.length, 9);
  assert.notDeepEqual(depthwise, pointwise.slice(0, 3));
  const ones = initialValues(model, variable(model, "w", "depthwise_kernel"), new Rng(1));
  assert.deepEqual(ones, Float32Array.of(1, 1, 1));
});

Deno.test("an LSTM's forget gate begins with bias one if the layer says so", () => {
  const bias = (unitForgetBias: boolean) => {
    const lstm = L.lstm({ name: "l", units: 2, inputShape: [3, 2], unitForgetBias });
    const model = tf.sequential({ layers: [lstm] });
    const found = initialValues(model, variable(model, "l", "bias"), new Rng(1));
    assert.deepEqual(found, variable(model, "l", "bias").dataSync()); // as tfjs built it
    return Array.from(found);
  };
  assert.deepEqual(bias(true), [0, 0, 1, 1, 0, 0, 0, 0]);
  assert.deepEqual(bias(false), Array(8).fill(0));
});

Deno.test("a model of another origin with the name of the catalog's keeps its own initializers", () => {
  const layer = L.conv2d({
    name: "conv1",
    filters: 2,
    kernelSize: 1,
    kernelInitializer: "ones",
    inputShape: [2, 2, 1],
  });
  const model = tf.sequential({ name: "c1-2", layers: [layer] });
  const drawn = initialValues(model, variable(model, "conv1", "kernel"), new Rng(1));
  assert.deepEqual(drawn, Float32Array.of(1, 1));
});

Deno.test("initialValues() finds variables of nested models", () => {
  const inner = tf.sequential({
    name: "inner",
    layers: [L.dense({ name: "d", units: 2, inputShape: [3], kernelInitializer: "heNormal" })],
  });
  const model = tf.sequential({ layers: [inner, L.dense({ name: "d2", units: 2 })] });
  const kernel = variable(inner, "d", "kernel");
  assert.equal(initialValues(model, kernel, new Rng(1)).length, 6);
  assert.notDeepEqual(
    initialValues(model, kernel, new Rng(1)),
    initialValues(inner, kernel, new Rng(1)), // a stream is named after the whole path
  );
});

Deno.test("a variable of another model and an unknown initializer are refused", () => {
  class Odd extends L.Layer {
    static className = "OddDense";
    override build(): void {
      this.addWeight("kernel", [2], "float32", I.ones());
      this.built = true;
    }
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
      return [inputs].flat().map((input) => input.clone());
    }
    override getConfig(): tf.serialization.ConfigDict {
      const kernelInitializer = { className: "MyOwn", config: {} };
      return { ...super.getConfig(), ...(this.name === "named" ? { kernelInitializer } : {}) };
    }
  }
  const build = (name: string) =>
    tf.sequential({ layers: [L.inputLayer({ inputShape: [2] }), new Odd({ name })] });
  const draw = (model: tf.LayersModel) => {
    const [weight] = model.weights;
    assert.ok(weight !== undefined);
    return initialValues(model, weight.read(), new Rng(1));
  };
  const refused = (message: RegExp) => (error: unknown) =>
    error instanceof InputError && message.test(error.message);
  assert.throws(
    () => draw(build("named")),
    refused(/layer "named": unknown initializer MyOwn, expected/),
  );
  assert.throws(
    () => draw(build("bare")),
    refused(/layer "bare": its class OddDense names no init/),
  );
  assert.throws(() => initialValues(build("a"), tf.variable(tf.ones([2])), new Rng(1)), RangeError);
});
