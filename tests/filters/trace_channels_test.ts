import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { filterGraph } from "../../src/filters/mod.ts";
import { on } from "./net_parts.ts";

await tf.setBackend("cpu");

const L = tf.layers;

function straight(...layers: tf.layers.Layer[]): tf.LayersModel {
  const x = tf.input({ shape: [4, 4, 3] });
  return tf.model({ inputs: x, outputs: layers.reduce((tensor, layer) => on(layer, tensor), x) });
}

const conv = (name: string, more: object = {}) =>
  L.conv2d({ name, filters: 3, kernelSize: 3, padding: "same", ...more });
const head = () => [L.globalAveragePooling2d({}), L.dense({ units: 2, activation: "softmax" })];

function fixed(model: tf.LayersModel): string[] {
  return filterGraph(model).layers.filter(({ removable }) => !removable).map(({ name }) => name);
}

Deno.test("filters that are a model's output are not removable", () => {
  assert.deepEqual(fixed(straight(conv("a"), conv("b"), L.globalAveragePooling2d({}))), ["b"]);
  assert.deepEqual(fixed(straight(conv("a"), conv("b", { activation: "softmax" }))), ["b"]);
});

Deno.test("filters that a softmax mixes are not removable, wherever it is", () => {
  assert.deepEqual(fixed(straight(conv("a"), L.softmax(), conv("b"), ...head())), ["a"]);
});

Deno.test("filters whose depthwise filters are an output are not removable", () => {
  const model = straight(conv("a"), L.depthwiseConv2d({ name: "w", kernelSize: 3 }), L.flatten());
  assert.deepEqual(fixed(model), ["a", "w"]);
});

Deno.test("filters that would leave sigmoid(0) in a sum are not removable", () => {
  const x = tf.input({ shape: [4, 4, 3] });
  const stem = on(conv("stem"), x);
  const sum = on(L.add(), stem, on(conv("a", { activation: "sigmoid" }), stem));
  const outputs = head().reduce((tensor, layer) => on(layer, tensor), sum);
  assert.deepEqual(fixed(tf.model({ inputs: x, outputs })), ["a"]);
});

Deno.test("filters before a dense output are removable", () => {
  assert.deepEqual(fixed(straight(conv("a"), conv("b"), ...head())), []);
});

Deno.test("filters that layer normalization mixes are not removable, nor those that decide a mask", () => {
  assert.deepEqual(fixed(straight(conv("a"), L.layerNormalization(), conv("b"), ...head())), ["a"]);
  const masked = (options: object, activation: "relu" | "sigmoid") =>
    fixed(straight(
      conv("a", { activation }),
      L.reshape({ targetShape: [16, 3] }),
      L.masking(options),
      L.lstm({ units: 2 }),
      L.dense({ units: 2 }),
    ));
  assert.deepEqual(masked({}, "relu"), []); // a channel of zeros does not change whether all channels are zero
  assert.deepEqual(masked({ maskValue: 1 }, "relu"), ["a"]);
  assert.deepEqual(masked({}, "sigmoid"), ["a"]);
});

Deno.test("filters that are an index or an initial state are not removable", () => {
  const indices = straight(
    conv("a"),
    L.globalMaxPooling2d({}),
    L.embedding({ inputDim: 3, outputDim: 2 }),
    L.flatten(),
    L.dense({ units: 2 }),
  );
  assert.deepEqual(fixed(indices), ["a"]);
  const x = tf.input({ shape: [4, 4, 3] });
  const state = on(L.globalMaxPooling2d({}), on(conv("b"), x));
  const steps = on(L.reshape({ targetShape: [16, 3] }), on(conv("a"), x));
  const lstm = L.simpleRNN({ units: 3 }).apply(steps, { initialState: [state] });
  assert.ok(lstm instanceof tf.SymbolicTensor);
  assert.deepEqual(fixed(tf.model({ inputs: x, outputs: on(L.dense({ units: 2 }), lstm) })), ["b"]);
});

/** A product of two activations, read by a convolution. */
function product(
  build: (x: tf.SymbolicTensor) => [tf.SymbolicTensor, tf.SymbolicTensor],
): tf.LayersModel {
  const x = tf.input({ shape: [4, 4, 3] });
  const y = on(conv("reader"), on(L.multiply(), ...build(x)));
  return tf.model({ inputs: x, outputs: head().reduce((tensor, layer) => on(layer, tensor), y) });
}

Deno.test("of two multiplied convolutions one stays removable: the first that is zero-preserving", () => {
  const gate = conv("gate", { activation: "sigmoid" });
  const features = conv("features", { activation: "relu" });
  assert.deepEqual(fixed(product((x) => [on(gate, x), on(features, x)])), ["gate"]);
  assert.deepEqual(fixed(product((x) => [on(conv("a"), x), on(conv("b"), x)])), ["b"]);
  const sigmoid = (name: string) => conv(name, { activation: "sigmoid" });
  assert.deepEqual(fixed(product((x) => [on(sigmoid("a"), x), on(sigmoid("b"), x)])), ["b"]);
  const map = conv("map", { filters: 1 });
  assert.deepEqual(fixed(product((x) => [on(map, x), on(conv("wide"), x)])), ["map"]);
});

Deno.test("a convolution multiplied with itself, a gate of units or the image is removable", () => {
  const self = product((x) => {
    const a = on(conv("a"), x);
    return [on(L.activation({ activation: "sigmoid" }), a), a];
  });
  assert.deepEqual(fixed(self), []);
  const gated = product((x) => {
    const a = on(conv("a"), x);
    return [a, on(L.dense({ units: 3 }), on(L.globalMaxPooling2d({}), a))];
  });
  assert.deepEqual(fixed(gated), []);
  assert.deepEqual(fixed(product((x) => [x, on(conv("a"), x)])), []);
});

Deno.test("a product that would leave a constant in a sum is not removable", () => {
  const x = tf.input({ shape: [4, 4, 3] });
  const a = on(conv("a", { activation: "sigmoid" }), x);
  const gate = on(L.dense({ units: 3 }), on(L.globalMaxPooling2d({}), a));
  const sum = on(L.add(), on(conv("b"), x), on(L.multiply(), a, gate));
  const outputs = head().reduce((tensor, layer) => on(layer, tensor), sum);
  assert.deepEqual(fixed(tf.model({ inputs: x, outputs })), ["a"]);
});

Deno.test("frozen convolutions, and those whose absence would write to a frozen layer, are not removable", () => {
  const frozen = { trainable: false };
  const net = (first: object, norm: object, second: object, third: object, dense: object) =>
    fixed(straight(
      conv("a", first),
      L.batchNormalization({ name: "n", ...norm }),
      conv("b", second),
      L.depthwiseConv2d({ name: "w", kernelSize: 3, ...third }),
      L.globalAveragePooling2d({}),
      L.dense({ units: 2, ...dense }),
    ));
  assert.deepEqual(net({}, {}, {}, {}, {}), []);
  assert.deepEqual(net(frozen, {}, {}, {}, {}), ["a"]);
  assert.deepEqual(net({}, frozen, {}, {}, {}), ["a"]);
  assert.deepEqual(net({}, {}, frozen, {}, {}), ["a", "b"]);
  assert.deepEqual(net({}, {}, {}, frozen, {}), ["b", "w"]);
  assert.deepEqual(net({}, {}, {}, {}, frozen), ["b", "w"]);
});

Deno.test("layers are frozen by the model that contains them, and when frozen after they were built", () => {
  const net = () => {
    const inner = tf.sequential({
      name: "inner",
      layers: [conv("a", { inputShape: [4, 4, 3] }), L.reLU()],
    });
    return { inner, model: straight(inner, conv("b"), ...head()) };
  };
  const { inner, model } = net();
  assert.deepEqual(fixed(model), []);
  inner.trainable = false;
  assert.deepEqual(fixed(model), ["inner/a"]);
  const other = net().model;
  other.trainable = false;
  assert.deepEqual(fixed(other), ["inner/a", "b"]);
  const single = net().model;
  single.getLayer("b").trainable = false;
  assert.deepEqual(fixed(single), ["inner/a", "b"]);
});

Deno.test("absent() says why a filter must stay, and never has a slice of a frozen variable", () => {
  const model = straight(conv("a"), conv("b", { trainable: false }), conv("c"), ...head());
  const graph = filterGraph(model);
  assert.throws(
    () => graph.absent([{ layer: "a", filter: 0 }]),
    /filter 0 of "a" cannot be absent: "b" is not trainable/,
  );
  const own = new Set(model.getLayer("b").weights.map((weight) => weight.read()));
  const { slices } = graph.absent([0, 1].map((filter) => ({ layer: "c", filter })));
  assert.ok(slices.length > 0 && !slices.some(({ variable }) => own.has(variable)));
});

/** The convolutions that read a model input. */
function readers(model: tf.LayersModel): string[] {
  return filterGraph(model).layers.filter(({ readsInput }) => readsInput).map(({ name }) => name);
}

Deno.test("readsInput marks every convolution of a stem with several branches, and no other", () => {
  const x = tf.input({ shape: [4, 4, 3] });
  const scaled = on(L.batchNormalization(), on(L.rescaling({ scale: 2, offset: 1 }), x));
  const padded = on(L.zeroPadding2d({ padding: 1 }), scaled);
  const left = on(conv("left"), padded);
  const right = on(conv("right"), on(L.maxPooling2d({ poolSize: 1 }), padded));
  const joined = on(L.concatenate(), left, right);
  const later = on(conv("later"), joined);
  const outputs = head().reduce((tensor, layer) => on(layer, tensor), later);
  assert.deepEqual(readers(tf.model({ inputs: x, outputs })), ["left", "right"]);
});

Deno.test("readsInput is true where the image is concatenated, added or gated, also late in the model", () => {
  const late = (merge: (x: tf.SymbolicTensor, a: tf.SymbolicTensor) => tf.SymbolicTensor) => {
    const x = tf.input({ shape: [4, 4, 3] });
    const outputs = [conv("late"), conv("c"), ...head()]
      .reduce((tensor, layer) => on(layer, tensor), merge(x, on(conv("a"), x)));
    return readers(tf.model({ inputs: x, outputs }));
  };
  assert.deepEqual(late((x, a) => on(L.concatenate(), a, x)), ["a", "late"]);
  assert.deepEqual(late((x, a) => on(L.add(), a, x)), ["a", "late"]);
  assert.deepEqual(late((x, a) => on(L.multiply(), a, x)), ["a", "late"]);
  assert.deepEqual(late((_, a) => a), ["a"]);
});

Deno.test("readsInput ends at dense units, and at the depthwise half of a separable convolution", () => {
  const x = tf.input({ shape: [12] });
  const grid = on(L.reshape({ targetShape: [2, 2, 12] }), on(L.dense({ units: 48 }), x));
  const outputs = head().reduce((tensor, layer) => on(layer, tensor), on(conv("a"), grid));
  assert.deepEqual(readers(tf.model({ inputs: x, outputs })), []);
  const separable = straight(
    L.separableConv2d({ name: "s", filters: 2, kernelSize: 3 }),
    ...head(),
  );
  assert.deepEqual(readers(separable), ["s/depthwise"]);
});

/** A layer of a class that FilterGraph does not know, with or without a variable. */
class Odd extends L.Layer {
  static className = "Odd";
  readonly #weighted: boolean;

  constructor(name: string, weighted = false) {
    super({ name });
    this.#weighted = weighted;
  }

  override build(): void {
    if (this.#weighted) this.addWeight("scale", [1], "float32", tf.initializers.ones());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return [inputs].flat().map((input) => input.clone());
  }

  override computeOutputShape(shape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return shape;
  }
}

Deno.test("a kept layer of unknown class is a barrier: the filters that it reads must stay, those that read it can be removed", () => {
  const model = straight(conv("a"), new Odd("odd"), conv("b"), conv("c"), ...head());
  assert.throws(() => filterGraph(model), /"odd": its class Odd is unknown/);
  const graph = filterGraph(model, { unknown: "keep" });
  const stay = graph.layers.filter(({ removable }) => !removable).map(({ name }) => name);
  assert.deepEqual(stay, ["a"]);
  assert.deepEqual(graph.warnings, [
    'Layer "odd" cannot be traced (its class Odd is unknown), so the filters that it reads are never removed',
  ]);
  assert.throws(() => graph.absent([{ layer: "a", filter: 1 }]), /"odd" reads it/);
  const roles = graph.absent([{ layer: "b", filter: 1 }]).slices.map(({ role }) => role);
  assert.deepEqual(roles, ["kernel", "bias", "consumer"]);
});

Deno.test("several outputs of a kept layer are external, and each is read by its own convolution", () => {
  const [x, y] = [tf.input({ shape: [4, 4, 3] }), tf.input({ shape: [4, 4, 2] })];
  const outputs = new Odd("odd").apply([on(conv("a"), x), y]);
  assert.ok(Array.isArray(outputs));
  const [first, second] = outputs;
  assert.ok(first instanceof tf.SymbolicTensor && second instanceof tf.SymbolicTensor);
  const sum = on(L.add(), on(conv("b"), first), on(conv("c"), second));
  const logits = head().reduce((tensor, layer) => on(layer, tensor), sum);
  const graph = filterGraph(tf.model({ inputs: [x, y], outputs: logits }), { unknown: "keep" });
  assert.deepEqual(
    graph.layers.map(({ name, inputChannels, removable }) => [name, inputChannels, removable]),
    [["a", 3, false], ["b", 3, true], ["c", 2, true]],
  );
});

Deno.test("a known class with a configuration that mixes channels is kept in the same way", () => {
  const model = straight(
    conv("a"),
    L.permute({ name: "odd", dims: [3, 1, 2] }),
    conv("b"),
    ...head(),
  );
  const graph = filterGraph(model, { unknown: "keep" });
  assert.deepEqual(graph.layers.map(({ removable }) => removable), [false, true]);
  assert.match(graph.warnings[0] ?? "", /^Layer "odd" cannot be traced \(it permutes the axes/);
});

Deno.test("a model without unknown layers has no warnings", () => {
  const model = straight(conv("a"), ...head());
  assert.deepEqual(filterGraph(model, { unknown: "keep" }).warnings, []);
});

Deno.test("a convolution after an unknown layer without weights still reads the image", () => {
  const read = (weighted: boolean) => {
    const model = straight(new Odd("odd", weighted), conv("a"), conv("b"), ...head());
    const { layers } = filterGraph(model, { unknown: "keep" });
    return layers.filter(({ readsInput }) => readsInput).map(({ name }) => name);
  };
  assert.deepEqual(read(false), ["a"]);
  assert.deepEqual(read(true), []);
});

/** @param message What the error says, besides the layer's name. */
function refuses(what: string, build: () => tf.LayersModel, message: RegExp): void {
  Deno.test(`filterGraph() refuses ${what}, and names the layer`, () => {
    const model = build();
    assert.throws(() => filterGraph(model), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /^Cannot trace layer "odd": [^\n]*$/);
      assert.match(error.message, message);
      return true;
    });
  });
}

refuses("an unknown class", () => {
  const x = tf.input({ shape: [4, 4, 3] });
  const largest = on(L.maximum({ name: "odd" }), on(conv("a"), x), on(conv("b"), x));
  return tf.model({ inputs: x, outputs: on(L.flatten(), largest) });
}, /Maximum is unknown, expected one of Conv2D, /);
refuses(
  "channels first",
  () => straight(conv("odd", { dataFormat: "channelsFirst" }), L.flatten()),
  /dataFormat is channelsFirst, expected channelsLast/,
);
refuses(
  "batch norm of another axis",
  () => straight(conv("a"), L.batchNormalization({ name: "odd", axis: 1 }), ...head()),
  /it normalizes axis 1, expected the last/,
);
refuses(
  "a reshape that mixes channels",
  () => straight(conv("a"), L.reshape({ name: "odd", targetShape: [4, 12, 1] }), L.flatten()),
  /reshapes several channels into one/,
);
refuses("a concat of another axis", () => {
  const x = tf.input({ shape: [4, 4, 3] });
  const joined = on(L.concatenate({ name: "odd", axis: 1 }), on(conv("a"), x), on(conv("b"), x));
  return tf.model({ inputs: x, outputs: on(L.flatten(), joined) });
}, /concatenates along axis 1/);
refuses("a sum that repeats one channel", () => {
  const x = tf.input({ shape: [4, 4, 3] });
  const one = on(conv("b", { filters: 1 }), x);
  return tf.model({ inputs: x, outputs: on(L.add({ name: "odd" }), on(conv("a"), x), one) });
}, /sums 3 and 1 channels/);

refuses(
  "a permutation of the channels",
  () => straight(conv("a"), L.permute({ name: "odd", dims: [1, 3, 2] }), L.flatten()),
  /permutes the axes to 1,3,2, expected axis 3 to stay last/,
);
refuses(
  "a recurrent layer that returns its state",
  () => {
    const x = tf.input({ shape: [5, 3] });
    const [output] = [L.lstm({ name: "odd", units: 2, returnState: true }).apply(x)].flat();
    assert.ok(output instanceof tf.SymbolicTensor);
    return tf.model({ inputs: x, outputs: on(L.dense({ units: 2 }), output) });
  },
  /it has returnState/,
);
refuses("a Bidirectional wrapper", () => {
  const x = tf.input({ shape: [5, 3] });
  const layer = L.lstm({ units: 2 });
  assert.ok(layer instanceof tf.RNN);
  const wrapper = L.bidirectional({ name: "odd", layer, mergeMode: "concat" });
  return tf.model({ inputs: x, outputs: on(L.dense({ units: 2 }), on(wrapper, x)) });
}, /its class Bidirectional is a wrapper/);
refuses("a TimeDistributed wrapper", () => {
  const x = tf.input({ shape: [5, 3] });
  const wrapper = L.timeDistributed({ name: "odd", layer: L.dense({ units: 2 }) });
  return tf.model({ inputs: x, outputs: on(L.flatten(), on(wrapper, x)) });
}, /its class TimeDistributed is a wrapper/);

Deno.test("filterGraph() names a layer in a nested model by its path", () => {
  const inner = tf.sequential({
    name: "body",
    layers: [L.permute({ name: "odd", dims: [3, 1, 2], inputShape: [4, 4, 3] })],
  });
  assert.throws(
    () => filterGraph(straight(conv("a"), inner, ...head())),
    /"body\/odd": it permutes the axes to 3,1,2, expected axis 3 to stay last/,
  );
});

Deno.test("filterGraph() of a model without convolutions has no layers", () => {
  assert.deepEqual(filterGraph(straight(L.flatten(), L.dense({ units: 2 }))).layers, []);
});

Deno.test("filterGraph() reads a model that was saved and loaded", async () => {
  const model = straight(conv("a"), L.batchNormalization({}), L.reLU(), conv("b"), ...head());
  let saved: tf.io.ModelArtifacts | undefined;
  await model.save(tf.io.withSaveHandler((artifacts) => {
    saved = artifacts;
    return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) });
  }));
  assert.ok(saved !== undefined);
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
  const roles = (graph: ReturnType<typeof filterGraph>) =>
    graph.absent([{ layer: "a", filter: 1 }]).slices.map(({ role, indices }) => [role, indices]);
  assert.deepEqual(roles(filterGraph(loaded)), roles(filterGraph(model)));
});
