import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { filterGraph, type FilterId } from "../../src/filters/mod.ts";
import { on } from "./net_parts.ts";
import { nets } from "./nets.ts";

await tf.setBackend("cpu");

const L = tf.layers;
const input = (channels = 3) => tf.input({ shape: [4, 4, channels] });

/** Every slice as "variable role axis indices", with tfjs' uniqueness suffix taken off the variable. */
function slicesOf(model: tf.LayersModel, ...filters: FilterId[]): string[] {
  return filterGraph(model).absent(filters).slices.map(({ variable, role, shape, axis, indices }) =>
    `${variable.name.replace(/_\d+$/, "")} [${shape}] ${role} ${axis}: ${indices}`
  ).sort();
}

Deno.test("absent() names a filter's kernel, bias, batch norm and the strided dense rows after flatten", () => {
  const model = tf.sequential({
    layers: [
      L.conv2d({ name: "c", filters: 3, kernelSize: 3, inputShape: [4, 4, 2] }),
      L.batchNormalization({ name: "n" }),
      L.prelu({ name: "p", sharedAxes: [1, 2] }),
      L.flatten(),
      L.dense({ name: "d", units: 5 }),
    ],
  });
  assert.deepEqual(slicesOf(model, { layer: "c", filter: 1 }), [
    "c/bias [3] bias 0: 1",
    "c/kernel [3,3,2,3] kernel 3: 1",
    "d/kernel [12,5] consumer 0: 1,4,7,10",
    "n/beta [3] beta 0: 1",
    "n/gamma [3] gamma 0: 1",
    "n/moving_mean [3] movingMean 0: 1",
    "n/moving_variance [3] movingVariance 0: 1",
    "p/alpha [1,1,3] alpha 2: 1",
  ]);
});

Deno.test("absent() gives one kernel both roles along different axes", () => {
  const model = tf.sequential({
    layers: [
      L.conv2d({ name: "a", filters: 2, kernelSize: 1, inputShape: [4, 4, 1], useBias: false }),
      L.conv2d({ name: "b", filters: 3, kernelSize: 1, useBias: false }),
      L.globalAveragePooling2d({}),
      L.dense({ name: "d", units: 1 }),
    ],
  });
  assert.deepEqual(slicesOf(model, { layer: "b", filter: 2 }, { layer: "a", filter: 0 }), [
    "a/kernel [1,1,1,2] kernel 3: 0",
    "b/kernel [1,1,2,3] consumer 2: 0",
    "b/kernel [1,1,2,3] kernel 3: 2",
    "d/kernel [3,1] consumer 0: 2",
  ]);
});

Deno.test("absent() offsets the channels of concatenated maps", () => {
  const x = input();
  const parts = [2, 3].map((filters, i) =>
    on(L.conv2d({ name: `c${i}`, filters, kernelSize: 1, useBias: false }), x)
  );
  const joined = on(L.concatenate(), ...parts);
  const y = on(L.conv2d({ name: "d", filters: 1, kernelSize: 1, useBias: false }), joined);
  const model = tf.model({ inputs: x, outputs: on(L.dense({ units: 1 }), on(L.flatten(), y)) });
  assert.deepEqual(slicesOf(model, { layer: "c1", filter: 2 }), [
    "c1/kernel [1,1,3,3] kernel 3: 2",
    "d/kernel [1,1,5,1] consumer 2: 4",
  ]);
});

Deno.test("absent() includes the depthwise filters of an absent channel, as consumers", () => {
  const model = tf.sequential({
    layers: [
      L.conv2d({ name: "a", filters: 2, kernelSize: 1, inputShape: [4, 4, 1], useBias: false }),
      L.depthwiseConv2d({ name: "w", kernelSize: 3, depthMultiplier: 2 }),
      L.globalAveragePooling2d({}),
      L.dense({ name: "d", units: 1 }),
    ],
  });
  const graph = filterGraph(model);
  const tied = { layer: "w", filter: 2 };
  assert.deepEqual(graph.absent([{ layer: "a", filter: 1 }]).filters, [
    { layer: "a", filter: 1 },
    tied,
    { layer: "w", filter: 3 },
  ]);
  assert.deepEqual(slicesOf(model, { layer: "a", filter: 1 }), [
    "a/kernel [1,1,1,2] kernel 3: 1",
    "d/kernel [4,1] consumer 0: 2,3",
    "w/bias [4] bias 0: 2,3",
    "w/depthwise_kernel [3,3,4] consumer 2: 2,3",
  ]);
  assert.deepEqual(slicesOf(model, { layer: "a", filter: 1 }, tied), [
    "a/kernel [1,1,1,2] kernel 3: 1",
    "d/kernel [4,1] consumer 0: 2,3",
    "w/bias [4] bias 0: 2,3",
    "w/depthwise_kernel [3,3,4] consumer 2: 3",
    "w/depthwise_kernel [3,3,4] kernel 2: 2",
  ]);
});

/** stem + (a, bn), then a dense reader. */
function residual(): tf.LayersModel {
  const x = input();
  const stem = on(L.conv2d({ name: "stem", filters: 2, kernelSize: 1, useBias: false }), x);
  const a = on(L.conv2d({ name: "a", filters: 2, kernelSize: 1, useBias: false }), stem);
  const sum = on(L.add(), stem, on(L.batchNormalization({ name: "n", scale: false }), a));
  const b = on(L.conv2d({ name: "b", filters: 2, kernelSize: 1, useBias: false }), sum);
  const logits = on(L.dense({ name: "d", units: 1 }), on(L.globalMaxPooling2d({}), b));
  return tf.model({ inputs: x, outputs: logits });
}

Deno.test("absent() keeps the readers of a sum until every summed filter is removed", () => {
  const model = residual();
  const single = [
    "a/kernel [1,1,2,2] kernel 3: 1",
    "n/beta [2] beta 0: 1",
    "n/moving_mean [2] movingMean 0: 1",
    "n/moving_variance [2] movingVariance 0: 1",
  ];
  assert.deepEqual(slicesOf(model, { layer: "a", filter: 1 }), single);
  assert.deepEqual(
    slicesOf(model, { layer: "a", filter: 1 }, { layer: "stem", filter: 1 }),
    [
      ...single,
      "a/kernel [1,1,2,2] consumer 2: 1",
      "b/kernel [1,1,2,2] consumer 2: 1",
      "stem/kernel [1,1,3,2] kernel 3: 1",
    ].sort(),
  );
});

Deno.test("the reader of a chain of residual sums is absent only with every filter of the chain", () => {
  const build = nets["residual blocks with projection and batch norm after the add"];
  assert.ok(build !== undefined);
  const graph = filterGraph(build());
  /** Which layers zero their weights on the channel when filter 2 of these layers is removed. */
  const readersWithout = (...layers: string[]) =>
    graph.absent(layers.map((layer) => ({ layer, filter: 2 }))).slices
      .filter(({ role }) => role === "consumer")
      .map(({ variable }) => variable.name.split("/")[0]);
  assert.deepEqual(readersWithout("stem", "a2", "b2"), ["a1", "b1", "c1", "p"]);
  assert.deepEqual(readersWithout("stem", "a2"), ["a1", "b1"]);
  assert.deepEqual(readersWithout("a2", "b2"), []);
  assert.deepEqual(readersWithout("p", "c2"), ["logits"]);
  assert.deepEqual(readersWithout("p"), []);
  assert.deepEqual(readersWithout("c1"), ["c2"]);
});

Deno.test("absent() of no filters is nothing, though zero channels pad a shortcut", () => {
  for (const build of Object.values(nets)) {
    const { filters, slices } = filterGraph(build()).absent([]);
    assert.deepEqual([filters, slices], [[], []]);
  }
});

Deno.test("layers describe each convolution in the order they run", () => {
  const build = nets["separable convolutions"];
  assert.ok(build !== undefined);
  const common = { dilation: [1, 1], removable: true };
  assert.deepEqual(filterGraph(build()).layers.slice(0, 2), [
    {
      ...common,
      name: "a/depthwise",
      kind: "depthwise-conv2d",
      kernel: [3, 3],
      strides: [2, 2],
      inputChannels: 3,
      filters: 6,
      groups: 3,
      fanIn: 9,
      readsInput: true,
    },
    {
      ...common,
      name: "a/pointwise",
      kind: "conv2d",
      kernel: [1, 1],
      strides: [1, 1],
      inputChannels: 6,
      filters: 4,
      groups: 1,
      fanIn: 6,
      readsInput: false,
    },
  ]);
});

for (const kind of ["conv2d", "depthwiseConv2d"] as const) {
  Deno.test(`kernelMatrix() holds in row f what ${kind} multiplies with for its output f`, async () => {
    const options = { name: "c", kernelSize: 2, depthMultiplier: 2, filters: 6, useBias: false };
    const layer = L[kind]({ ...options, inputShape: [2, 2, 3] });
    const model = tf.sequential({ layers: [layer, L.flatten(), L.dense({ units: 1 })] });
    const [weight] = layer.weights;
    assert.ok(weight !== undefined);
    const shape = weight.read().shape;
    const values = shape.reduce((a, b) => a * b);
    weight.write(tf.range(1, values + 1).reshape(shape));
    const { rows, columns, data } = await filterGraph(model).kernelMatrix("c");
    assert.deepEqual([rows, columns], kind === "conv2d" ? [6, 12] : [6, 4]);
    // The output for an image that is 1 at one position and 0 elsewhere is one weight of each filter.
    for (let column = 0; column < columns; column++) {
      const one = tf.oneHot(tf.tensor1d([column], "int32"), columns).toFloat();
      const image = kind === "conv2d"
        ? one.reshape([1, 2, 2, 3])
        : one.reshape([1, 2, 2, 1]).tile([1, 1, 1, 3]);
      const output = layer.apply(image);
      assert.ok(output instanceof tf.Tensor);
      const row = Array.from({ length: rows }, (_, f) => data[f * columns + column]);
      assert.deepEqual([...await output.data()], row);
    }
  });
}

Deno.test("kernelMatrix() is a copy", async () => {
  const graph = filterGraph(residual());
  (await graph.kernelMatrix("stem")).data.fill(7);
  assert.ok(!(await graph.kernelMatrix("stem")).data.includes(7));
});

Deno.test("filterGraph() and its methods make no tensor", async () => {
  const model = residual();
  const before = tf.memory().numTensors;
  const graph = filterGraph(model);
  graph.absent([{ layer: "a", filter: 0 }]);
  graph.batchNormOf("a");
  await graph.kernelMatrix("a");
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("filterGraph() of a part of a model has only that part", () => {
  const model = residual();
  const part = tf.model({ inputs: model.inputs, outputs: model.getLayer("a").output });
  assert.deepEqual(filterGraph(part).layers.map(({ name }) => name), ["stem", "a"]);
});

Deno.test("absent() refuses filters that do not exist", () => {
  const graph = filterGraph(residual());
  const refused = (layer: string, filter: number, message: RegExp) => {
    assert.throws(() => graph.absent([{ layer, filter }]), { name: "RangeError", message });
  };
  refused("d", 0, /no convolution "d"/);
  refused("a", 2, /"a" has no filter 2, its filters are 0 to 1/);
  refused("a", -1, /no filter -1/);
  refused("a", 0.5, /no filter 0.5/);
});
