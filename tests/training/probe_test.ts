import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { type Batch, loadDataset } from "../../data/mod.ts";
import type { Criterion, Probe } from "../../src/criteria/mod.ts";
import { filterGraph } from "../../src/filters/mod.ts";
import type { Matrix } from "../../src/linalg/mod.ts";
import { Scheme, SCHEME_DEFAULTS } from "../../src/repr/mod.ts";
import { Rng } from "../../src/rng.ts";
import { classification } from "../../src/tasks/mod.ts";
import { ModelProbe, type ModelTask, Trainer } from "../../src/training/mod.ts";
import { assertClose, uniform } from "../backend/agreement.ts";
import { testOnBackends } from "../backend/backends.ts";
import { randomizeWeights } from "../backend/models.ts";

const [SIDE, CHANNELS, EXTRA, OUTPUTS] = [7, 2, 3, 2];

/** Positions of the last activation map: 7 - 2 = 5 after the first convolution, 3 after the second. */
const POSITIONS = 3 * 3;

/** A net of an image and a vector: a convolution with batch normalization, one without, dropout. */
function net(one: number, two: number): tf.LayersModel {
  const L = tf.layers;
  const image = tf.input({ name: "image", shape: [SIDE, SIDE, CHANNELS] });
  const extra = tf.input({ name: "extra", shape: [EXTRA] });
  const branch = [
    L.conv2d({ name: "one", filters: one, kernelSize: 3 }),
    L.batchNormalization({ name: "norm" }),
    L.elu({ name: "elu" }),
    L.conv2d({ name: "two", filters: two, kernelSize: 3, activation: "tanh" }),
    L.flatten({ name: "flatten" }),
  ].reduce((x: tf.SymbolicTensor | tf.SymbolicTensor[], layer) => symbolic(layer, x), image);
  const joined = symbolic(L.concatenate(), [branch, extra].flat());
  const dropped = symbolic(L.dropout({ rate: 0.5 }), joined);
  const outputs = symbolic(L.dense({ name: "answer", units: OUTPUTS }), dropped);
  return tf.model({ inputs: [image, extra], outputs });
}

function symbolic(
  layer: tf.layers.Layer,
  input: tf.SymbolicTensor | tf.SymbolicTensor[],
): tf.SymbolicTensor {
  const output = layer.apply(input);
  assert.ok(output instanceof tf.SymbolicTensor);
  return output;
}

/** Mean squared error. */
const task: ModelTask<"image" | "extra" | "target"> = {
  fields: [
    { name: "image", dtype: "float32", shape: [SIDE, SIDE, CHANNELS] },
    { name: "extra", dtype: "float32", shape: [EXTRA] },
    { name: "target", dtype: "float32", shape: [OUTPUTS] },
  ],
  inputs: ({ image, extra }) => [image, extra],
  objective: {
    terms({ fields: { target }, outputs: [output] }) {
      assert.ok(output !== undefined);
      return { error: output.sub(target).square().mean() };
    },
  },
  sums: () => ({}),
};

/** Two batches of unequal sizes. */
const BATCHES: readonly Batch[] = [3, 2].map((count, i) => ({
  count,
  fields: Object.fromEntries(task.fields.map(({ name, shape }) => {
    const { data } = uniform(new Rng(1).split(name, i), [count, ...shape]);
    return [name, Float32Array.from(data)];
  })),
}));

async function* batches(): AsyncGenerator<Batch, void> {
  for (const batch of BATCHES) yield await Promise.resolve(batch);
}

/** A field of all batches: one tensor for each. */
function field(name: "image" | "extra"): tf.Tensor[] {
  const { shape = [] } = task.fields.find((each) => each.name === name) ?? {};
  return BATCHES.map(({ count, fields }) => tf.tensor(fields[name] ?? [], [count, ...shape]));
}

/** The mean loss over the examples of all batches, from the model's predictions. */
function lossOf(model: tf.LayersModel): number {
  let [sum, values] = [0, 0];
  const [images, extras] = [field("image"), field("extra")];
  BATCHES.forEach(({ fields: { target } }, i) => {
    const output = tf.tidy(() => model.predict([images[i] ?? [], extras[i] ?? []].flat()));
    assert.ok(output instanceof tf.Tensor);
    output.dataSync().forEach((value, j) => sum += (value - (target?.[j] ?? NaN)) ** 2);
    values += output.size;
    output.dispose();
  });
  tf.dispose([...images, ...extras]);
  return sum / values;
}

function probed(one = 3, two = 4): { model: tf.LayersModel; probe: ModelProbe } {
  const model = net(one, two);
  randomizeWeights(model, new Rng(7));
  const probe = new ModelProbe({ model, graph: filterGraph(model), task, batches });
  return { model, probe };
}

function kernelOf(model: tf.LayersModel, layer: string): tf.Variable {
  const variable = model.getLayer(layer).weights[0]?.read();
  assert.ok(variable instanceof tf.Variable);
  return variable;
}

async function bitsOf(model: tf.LayersModel): Promise<number[][]> {
  return await Promise.all(model.weights.map(async (weight) => [...await weight.read().data()]));
}

testOnBackends("gradients agree with finite differences of the mean loss", async () => {
  const { model, probe } = probed();
  for (const [layer, filters, fanIn] of [["one", 3, 18], ["two", 4, 27]] as const) {
    const { rows, columns, data } = await probe.gradients(layer);
    assert.deepEqual([rows, columns], [filters, fanIn]);
    const kernel = kernelOf(model, layer);
    const start = Float32Array.from(await kernel.data());
    const lossAt = (weight: number, distance: number) => {
      const moved = start.slice();
      moved[weight] = (moved[weight] ?? 0) + distance;
      tf.tidy(() => kernel.assign(tf.tensor(moved, kernel.shape)));
      return lossOf(model);
    };
    for (let filter = 0; filter < filters; filter++) {
      const place = (5 * filter + 2) % fanIn;
      const weight = place * filters + filter; // [height, width, input, filters], row-major
      const E = 0.02;
      const slope = (8 * (lossAt(weight, E) - lossAt(weight, -E)) -
        (lossAt(weight, 2 * E) - lossAt(weight, -2 * E))) / (12 * E);
      const gradient = data[filter * columns + place] ?? NaN;
      assert.ok(Math.abs(slope - gradient) < 1e-4, `${layer}/${filter}: ${gradient}, ${slope}`);
    }
    lossAt(0, 0);
  }
  model.dispose();
});

testOnBackends("all gradients come from one pass until a weight changes", async () => {
  const { model } = probed();
  let passes = 0;
  const parts = { model, graph: filterGraph(model), task };
  const probe = new ModelProbe({
    ...parts,
    batches: () => {
      passes++;
      return batches();
    },
  });
  const [one, two] = [await probe.gradients("one"), await probe.gradients("two")];
  const copy = Float32Array.from(one.data);
  one.data.fill(0); // the caller's
  assert.deepEqual((await probe.gradients("one")).data, copy);
  assert.equal(passes, 1);
  const bias = model.getLayer("answer").weights[1]?.read();
  assert.ok(bias instanceof tf.Variable);
  tf.tidy(() => bias.assign(bias.add(1)));
  const moved = await probe.gradients("two");
  assert.equal(passes, 2);
  assert.notDeepEqual(moved, two);
  assert.deepEqual(await new ModelProbe({ ...parts, batches }).gradients("two"), moved);
  model.dispose();
});

testOnBackends("a frozen layer has gradients, too", async () => {
  const { model, probe } = probed();
  const expected = await probe.gradients("one");
  model.getLayer("one").trainable = false;
  model.getLayer("two").trainable = false;
  const frozen = new ModelProbe({ model, graph: filterGraph(model), task, batches });
  assert.deepEqual(await frozen.gradients("one"), expected);
  model.dispose();
});

testOnBackends(
  "activations are those of the model cut after each filter's activation",
  async () => {
    const { model, probe } = probed();
    for (const [layer, end] of [["one", "elu"], ["two", "two"]] as const) {
      const { output } = model.getLayer(end);
      assert.ok(output instanceof tf.SymbolicTensor);
      const cut = tf.model({ inputs: model.inputs.slice(0, 1), outputs: output });
      const images = field("image");
      const expected = images.map((image) => {
        const predicted = tf.tidy(() => cut.predict(image));
        assert.ok(predicted instanceof tf.Tensor);
        const values = { shape: predicted.shape, data: Float32Array.from(predicted.dataSync()) };
        predicted.dispose();
        return values;
      });
      tf.dispose(images);
      let i = 0;
      for await (const activations of probe.activations(layer)) {
        const data = Float32Array.from(await activations.data());
        assertClose({ shape: activations.shape, data }, expected[i++] ?? { shape: [], data }, 1e-5);
      }
      assert.equal(i, BATCHES.length);
    }
    model.dispose();
  },
);

testOnBackends("lossWithout is the loss of a net that never had the filters", async () => {
  const { model, probe } = probed();
  assert.ok(Math.abs(await probe.lossWithout([]) - lossOf(model)) < 1e-5);
  const [one, two] = [[0, 2], [1, 2, 3]]; // what is left
  const dense = Array.from({ length: POSITIONS }, (_, i) => two.map((c) => 4 * i + c)).flat();
  const extra = Array.from({ length: EXTRA }, (_, i) => 4 * POSITIONS + i);
  const kept: Readonly<Record<string, readonly (readonly number[] | undefined)[]>> = {
    "one/kernel": [, , , one],
    "two/kernel": [, , one, two],
    "two/bias": [two],
    "answer/kernel": [[...dense, ...extra]],
    "answer/bias": [],
  };
  const smaller = net(2, 3);
  tf.tidy(() =>
    smaller.setWeights(model.weights.map((weight) => {
      const axes = kept[weight.originalName] ?? [one]; // biases and batch normalization of `one`
      return axes.reduce((value: tf.Tensor, indices, axis) =>
        indices === undefined ? value : value.gather([...indices], axis), weight.read());
    }))
  );
  const filters = [{ layer: "one", filter: 1 }, { layer: "two", filter: 0 }];
  const without = await probe.lossWithout(filters);
  assert.ok(Math.abs(without - lossOf(smaller)) < 1e-5, `${without}, ${lossOf(smaller)}`);
  assert.ok(Math.abs(without - lossOf(model)) > 1e-3, "the filters matter");
  model.dispose();
  smaller.dispose();
});

testOnBackends("measurements change no bit of the model, and leave no tensor", async () => {
  const { model, probe } = probed();
  const [before, tensors] = [await bitsOf(model), tf.memory().numTensors];
  const first = await probe.gradients("two");
  assert.deepEqual(await probe.gradients("two"), first, "the same again");
  for await (const _ of probe.activations("two"));
  for await (const _ of probe.activations("one")) break;
  await probe.lossWithout([{ layer: "one", filter: 0 }]);
  await assert.rejects(probe.gradients("three"), RangeError);
  await assert.rejects(probe.activations("three").next(), RangeError);
  await assert.rejects(probe.lossWithout([{ layer: "one", filter: 3 }]), RangeError);
  assert.deepEqual(await bitsOf(model), before);
  assert.equal(tf.memory().numTensors, tensors);
  model.dispose();
});

testOnBackends("a measurement that fails leaves no tensor and no filter absent", async () => {
  const { model } = probed();
  const failing = new ModelProbe({
    model,
    graph: filterGraph(model),
    task,
    async *batches() {
      yield* batches();
      await Promise.reject(new TypeError("no more images"));
    },
  });
  const [before, tensors] = [await bitsOf(model), tf.memory().numTensors];
  await assert.rejects(failing.gradients("two"), /no more images/);
  await assert.rejects(failing.lossWithout([{ layer: "two", filter: 1 }]), /no more images/);
  await assert.rejects(
    async () => {
      for await (const _ of failing.activations("two"));
    },
    /no more images/,
  );
  assert.deepEqual(await bitsOf(model), before);
  assert.equal(tf.memory().numTensors, tensors);
  model.dispose();
});

Deno.test("a separable layer has the pointwise convolution's activations only", async () => {
  const L = tf.layers;
  const model = tf.sequential({
    layers: [
      L.separableConv2d({ name: "both", filters: 4, kernelSize: 3, inputShape: [5, 5, 2] }),
      L.flatten(),
      L.dense({ units: OUTPUTS }),
    ],
  });
  const graph = filterGraph(model);
  const shapes = { image: [5, 5, 2], target: [OUTPUTS] };
  const separable: ModelTask = {
    ...task,
    fields: Object.entries(shapes).map(([name, shape]) => ({ name, dtype: "float32", shape })),
    inputs: ({ image }) => image === undefined ? [] : [image],
  };
  const probe = new ModelProbe({
    model,
    graph,
    task: separable,
    async *batches() {
      const fields = { image: new Float32Array(50).fill(1), target: new Float32Array(OUTPUTS) };
      yield await Promise.resolve({ count: 1, fields });
    },
  });
  const [first] = await Array.fromAsync(probe.activations("both/pointwise"), ({ shape }) => shape);
  assert.deepEqual(first, [1, 3, 3, 4]);
  await assert.rejects(probe.activations("both/depthwise").next(), /outputs another convolution/);
  for (const { name, filters, fanIn } of graph.layers) { // both have gradients
    const { rows, columns } = await probe.gradients(name);
    assert.deepEqual([rows, columns], [filters, fanIn]);
  }
  model.dispose();
});

testOnBackends("a strategy of a trainer gets a probe of the task's training batches", async () => {
  const dataset = await loadDataset({ name: "shapes", limit: 60 });
  using task = classification(dataset, { batchSize: 12, imageThread: false }); // 54 images
  const model = task.buildModel("c2-4", { rng: new Rng(1), dropout: 0 });
  const seen: { gradients: Matrix; examples: number }[] = [];
  const measure = async (probe: Probe | undefined) => {
    assert.ok(probe !== undefined);
    let examples = 0;
    for await (const { shape } of probe.activations("conv2")) examples += shape[0] ?? 0;
    seen.push({ gradients: await probe.gradients("conv2"), examples });
  };
  const criterion: Criterion = {
    name: "measured",
    needs: "data",
    redundant: "lowest",
    async score({ probe, layer }) {
      await measure(probe);
      await measure(probe);
      return Float64Array.from({ length: layer.filters }, (_, f) => f);
    },
  };
  const once = { count: 1, unit: "epochs" } as const;
  using trainer = new Trainer({
    task,
    model,
    strategy: (context) =>
      new Scheme(context, { ...SCHEME_DEFAULTS, criterion, s1: once, s2: once, cycles: 1 }),
  }, { epochs: 3 });
  assert.equal(await trainer.run(), true);
  assert.deepEqual(trainer.strategy.cycles[0]?.pruned.map(({ filter }) => filter), [0]);
  const [first, second] = seen;
  assert.deepEqual(first, second);
  assert.equal(first?.examples, 48); // four batches: an epoch has no more
  assert.ok(first?.gradients.data.some((value) => value !== 0));
  model.dispose();
});
