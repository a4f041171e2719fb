import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { filterGraph, type FilterId } from "../../src/filters/mod.ts";
import { buildModel, describeModel } from "../../src/models/mod.ts";
import { Rng } from "../../src/rng.ts";

await tf.setBackend("cpu");

type Shape = readonly [number, number, number];

function build(name: string, seed = 1, inputShape: Shape = [32, 32, 3], classes = 10) {
  return buildModel(name, { inputShape, classes, rng: new Rng(seed) });
}

const values = (model: tf.LayersModel) => model.getWeights().map((weight) => weight.dataSync());

function convolutionParameters(model: tf.LayersModel): number {
  return model.layers.filter((layer) => layer.getClassName() === "Conv2D")
    .reduce((sum, layer) => sum + layer.countParams(), 0);
}

/** Heights of the maps that the convolutions read, and of the one that is flattened. */
function heights(model: tf.LayersModel): (number | null | undefined)[] {
  return model.layers.flatMap((layer) =>
    ["Conv2D", "Flatten"].includes(layer.getClassName()) && !Array.isArray(layer.input)
      ? [layer.input.shape[1]]
      : []
  );
}

Deno.test("c3-32 has the paper's 24,522 parameters and 96 filters", () => {
  const model = build("c3-32");
  assert.deepEqual(describeModel(model, filterGraph(model).layers), {
    name: "c3-32",
    parameters: 24_522,
    filters: 96,
  });
});

// By hand: 9 x 3 x 32 + 32 for the first convolution and 9 x 32 x 32 + 32 for each other.
for (
  const [name, expected] of [["c3-32", 19_392], ["c8-32", 65_632], ["c13-32", 111_872], [
    "c18-32",
    158_112,
  ]] as const
) {
  Deno.test(`${name} has ${expected} convolution weights`, () => {
    assert.equal(convolutionParameters(build(name)), expected);
  });
}

Deno.test("c3 is conv, max-pool, ReLU three times, flatten and logits", () => {
  assert.deepEqual(
    build("c3-8").layers.map(({ name }) => name),
    [
      "conv1",
      "pool1",
      "relu1",
      "conv2",
      "pool2",
      "relu2",
      "conv3",
      "pool3",
      "relu3",
      "flatten",
      "logits",
    ],
  );
});

Deno.test("c nets pool evenly and at most three times for 32 x 32", () => {
  assert.deepEqual(heights(build("c3-2")), [32, 16, 8, 4]);
  assert.deepEqual(heights(build("c1-2")), [32, 16]);
  assert.deepEqual(heights(build("c8-2")), [32, 32, 32, 16, 16, 8, 8, 8, 4]);
  assert.deepEqual(
    heights(build("c13-2")),
    [32, 32, 32, 32, 16, 16, 16, 16, 16, 8, 8, 8, 8, 4],
  );
  const of18 = [32, 16, 8].flatMap((height) => Array<number>(6).fill(height));
  assert.deepEqual(heights(build("c18-2")), [...of18, 4]);
});

Deno.test("c nets never pool a map below 4 x 4, for any image", () => {
  assert.deepEqual(heights(build("c3-2", 1, [28, 28, 1])), [28, 14, 7, 4]);
  assert.deepEqual(heights(build("c5-2", 1, [64, 96, 3])), [64, 32, 32, 16, 8, 4]);
  assert.deepEqual(heights(build("c3-2", 1, [9, 5, 1])), [9, 9, 9, 9]);
});

Deno.test("c nets compute what convolution, ReLU and then max-pool compute, bit for bit", () => {
  const model = build("c3-4", 1, [32, 32, 3]);
  const { conv2d, maxPooling2d, flatten, dense } = tf.layers;
  const reference = tf.sequential();
  for (const shape of [{ inputShape: [32, 32, 3] }, {}, {}]) {
    reference.add(
      conv2d({ filters: 4, kernelSize: 3, padding: "same", activation: "relu", ...shape }),
    );
    reference.add(maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }));
  }
  reference.add(flatten());
  reference.add(dense({ units: 10 }));
  const rng = new Rng(5);
  const weights = model.getWeights().map(({ shape, size }) =>
    tf.tensor([...rng.normals(size)], shape)
  );
  for (const net of [model, reference]) net.setWeights(weights);
  const x = tf.tensor([...rng.normals(2 * 32 * 32 * 3)], [2, 32, 32, 3]);
  const [found, expected] = [model, reference].map((net) => [net.predict(x)].flat()[0]?.dataSync());
  assert.deepEqual(found, expected);
});

for (const name of ["c3-8", "resnet20"]) {
  Deno.test(`${name}: the same seed gives the same bits, seed 0 included`, () => {
    for (const seed of [0, 7]) {
      assert.deepEqual(values(build(name, seed)), values(build(name, seed)));
    }
    assert.notDeepEqual(values(build(name, 0)), values(build(name, 7)));
  });

  Deno.test(`${name} is loaded by a program that knows standard layers only`, async () => {
    const model = build(name);
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
    }));
    assert.ok(saved !== undefined);
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
    assert.deepEqual(values(loaded), values(model));
    assert.equal(loaded.layers.at(-1)?.name, "logits");
  });
}

Deno.test("first weights keep the bounds and deviations of their distributions", () => {
  const plain = build("c2-64").getLayer("conv2").getWeights()[0]?.dataSync() ?? [];
  const limit = Math.sqrt(6 / (9 * 64 + 9 * 64)); // Glorot & Bengio, eq. 16
  assert.ok(Math.max(...plain) <= limit && Math.max(...plain) > 0.99 * limit);
  assert.ok(Math.min(...plain) >= -limit && Math.min(...plain) < -0.99 * limit);
  const residual = [
    ...build("resnet20").getLayer("stage3_block1_conv1").getWeights()[0]?.dataSync() ?? [],
  ];
  const deviation = Math.sqrt(residual.reduce((sum, w) => sum + w * w, 0) / residual.length);
  assert.ok(Math.abs(deviation / Math.sqrt(2 / (9 * 64)) - 1) < 0.02); // He et al., backward case
});

Deno.test("building a model leaves its weights and no other tensor", () => {
  build("c3-8").dispose();
  const before = tf.memory().numTensors;
  const model = build("c3-8");
  assert.equal(tf.memory().numTensors, before + model.weights.length);
});

// He et al., table 6: 0.27M, 0.46M, 0.85M, 1.7M. By hand for n = (depth - 2) / 6: 464 + 2n 2336 + 4672 + (2n - 1) 9280 +
// 18560 + (2n - 1) 36992 + 650.
for (
  const [depth, parameters] of [[20, 269_722], [32, 464_154], [56, 853_018], [
    110,
    1_727_962,
  ]] as const
) {
  Deno.test(`resnet${depth} has ${parameters} parameters and ${depth - 1} convolutions`, () => {
    const model = build(`resnet${depth}`);
    const { layers } = filterGraph(model);
    assert.equal(describeModel(model, layers).parameters, parameters);
    assert.equal(layers.length, depth - 1);
    assert.equal(layers[0]?.name, "conv1");
    assert.ok(layers.every(({ removable }) => removable));
    model.dispose();
  });
}

Deno.test("a ResNet's shortcut takes every second pixel and adds zero channels on both sides", () => {
  const model = build("resnet20");
  const part = tf.model({
    inputs: model.inputs,
    outputs: [
      model.getLayer("stage1_block3_relu2").getOutputAt(0),
      model.getLayer("stage2_block1_shortcut").getOutputAt(0),
    ].flat(),
  });
  const x = tf.tensor([...new Rng(4).normals(32 * 32 * 3)], [1, 32, 32, 3]);
  const [before, after] = [part.predict(x)].flat();
  assert.ok(before !== undefined && after !== undefined);
  const expected = tf.stridedSlice(before, [0, 0, 0, 0], before.shape, [1, 2, 2, 1])
    .pad([[0, 0], [0, 0], [0, 0], [8, 8]]);
  assert.deepEqual(after.dataSync(), expected.dataSync());
});

Deno.test("a ResNet's summed channel is absent only with the filters of all blocks, channel by channel, from stage to stage", () => {
  const graph = filterGraph(build("resnet20"));
  const conv2s = (stage: number, filter: number) =>
    [1, 2, 3].map((block) => ({ layer: `stage${stage}_block${block}_conv2`, filter }));
  /** The rows of the last layer that are absent with these filters. */
  const rows = (filters: readonly FilterId[]) =>
    graph.absent(filters).slices.filter(({ variable }) => variable.name.startsWith("logits"))
      .flatMap(({ indices }) => indices);
  // Zero channels are added on both sides: 8 of them before channel 3, then 16.
  const summed = [
    { layer: "conv1", filter: 3 },
    ...conv2s(1, 3),
    ...conv2s(2, 3 + 8),
    ...conv2s(3, 3 + 8 + 16),
  ];
  assert.deepEqual(rows(summed), [27]);
  for (const kept of summed) assert.deepEqual(rows(summed.filter((each) => each !== kept)), []);
  assert.deepEqual(rows([...conv2s(2, 30), ...conv2s(3, 46)]), [46]);
  assert.deepEqual(rows(conv2s(3, 46)), []);
  assert.deepEqual(rows(conv2s(3, 60)), [60]);
  const [reader] = graph.absent([{ layer: "stage3_block1_conv1", filter: 40 }]).slices
    .filter(({ role }) => role === "consumer");
  assert.match(reader?.variable.name ?? "", /^stage3_block1_conv2/);
});

Deno.test("dropout is between flatten and the last layer, and changes no initial weight", () => {
  const options = { inputShape: [8, 8, 3], classes: 4 } as const;
  const plain = buildModel("c2-4", { ...options, rng: new Rng(3) });
  const zero = buildModel("c2-4", { ...options, rng: new Rng(3), dropout: 0 });
  const model = buildModel("c2-4", { ...options, rng: new Rng(3), dropout: 0.5 });
  const names = (net: tf.LayersModel) => net.layers.map(({ name }) => name);
  assert.deepEqual(names(model).slice(-3), ["flatten", "dropout", "logits"]);
  assert.equal(model.getLayer("dropout").getConfig()["rate"], 0.5);
  assert.deepEqual(names(zero), names(plain));
  assert.deepEqual(names(model).filter((name) => name !== "dropout"), names(plain));
  assert.deepEqual(values(model), values(plain));
  const { layers } = filterGraph(model);
  assert.ok(layers.every(({ removable }) => removable));
});

for (
  const [what, name, dropout] of [
    ["a rate of 1", "c2-4", 1],
    ["a negative rate", "c2-4", -0.1],
    ["no number", "c2-4", NaN],
    ["dropout in a family that does not support it", "resnet20", 0.5],
  ] as const
) {
  Deno.test(`buildModel() refuses ${what}, and names the option`, () => {
    const options = { inputShape: [8, 8, 3], classes: 4, rng: new Rng(1), dropout } as const;
    assert.throws(() => buildModel(name, options), (error) => {
      assert.ok(error instanceof InputError);
      assert.equal(error.option, "dropout");
      assert.match(error.message, /`dropout`/);
      return true;
    });
  });
}
