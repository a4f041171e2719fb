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

Deno.test("filters whose depthwise followers are an output are not removable", () => {
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

Deno.test("filters behind a dense output are removable", () => {
  assert.deepEqual(fixed(straight(conv("a"), conv("b"), ...head())), []);
});

/** @param message What the error says, besides the layer's name. */
function refuses(what: string, build: () => tf.LayersModel, message: RegExp): void {
  Deno.test(`filterGraph() names the layer when it meets ${what}`, () => {
    const model = build();
    assert.throws(() => filterGraph(model), (error) => {
      assert.ok(error instanceof InputError);
      assert.match(error.message, /^Cannot trace layer "odd": [^\n]*$/);
      assert.match(error.message, message);
      return true;
    });
  });
}

refuses("a class it does not know", () => {
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
