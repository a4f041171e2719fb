import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { filterGraph, layerApplications, readersOf } from "../../src/filters/mod.ts";
import { add, bn, chain, conv, gap, image, logits, on, relu, straight } from "./net_parts.ts";

await tf.setBackend("cpu");

const L = tf.layers;

Deno.test("applications come after everything that they read, nested models replaced by their layers", () => {
  const inner = tf.sequential({
    name: "inner",
    layers: [conv("a", 3, { inputShape: [8, 8, 3], name: "a" }), L.reLU({ name: "r" })],
  });
  const x = tf.input({ shape: [8, 8, 3], name: "x" });
  const outputs = chain(on(add(), on(inner, x), on(inner, x)), gap());
  const { applications, outputs: values } = layerApplications(tf.model({ inputs: x, outputs }));
  assert.deepEqual(
    applications.slice(0, 5).map(({ name, inputs }) => [name, inputs]),
    [["x", []], ["inner/a", [0]], ["inner/r", [1]], ["inner/a", [0]], ["inner/r", [3]]],
  );
  assert.deepEqual(applications.slice(5).map(({ inputs }) => inputs), [[2, 4], [5]]);
  assert.deepEqual(values, [6]);
  assert.deepEqual(readersOf(applications).get(0), [1, 3]);
  assert.equal(readersOf(applications).get(6), undefined);
});

/** A backbone, and a detector on top of it that has the backbone's layers and tensors. */
function detector() {
  const x = image();
  const c2 = chain(x, conv("stem", 4), bn(), relu());
  const c3 = chain(c2, conv("deep", 5, { strides: 2 }), relu());
  const backbone = tf.model({ inputs: x, outputs: [c2, c3], name: "backbone" });
  const lateral = on(conv("lateral", 5), c2);
  const joined = on(add(), lateral, on(L.upSampling2d({ size: [2, 2] }), c3));
  const heads = tf.model({
    inputs: x,
    outputs: [on(conv("scores", 2), joined), chain(joined, gap(), logits())],
    name: "detector",
  });
  return { backbone, heads };
}

/** Layer -> removable. */
function removable(models: tf.LayersModel | tf.LayersModel[]): Record<string, boolean> {
  return Object.fromEntries(
    filterGraph(models).layers.map(({ name, removable }) => [name, removable]),
  );
}

Deno.test("models are joined at their tensors: an output on which another model builds does not count", () => {
  const { backbone, heads } = detector();
  assert.deepEqual(removable(backbone), { stem: false, deep: false });
  const joint = { stem: true, deep: true, lateral: true, scores: false };
  assert.deepEqual(removable([backbone, heads]), joint);
  assert.deepEqual(removable([heads, backbone]), joint);
  assert.deepEqual(removable([heads]), joint);
});

Deno.test("joined models have the slices of both, in any order of the models", () => {
  const { backbone, heads } = detector();
  const slices = (models: tf.LayersModel[]) => {
    const all = [0, 1].map((filter) => ({ layer: "stem", filter }));
    return filterGraph(models).absent(all).slices.map(({ variable, role, indices }) =>
      `${variable.id} ${role} ${indices}`
    ).sort();
  };
  const expected = slices([heads]);
  assert.ok(expected.length > 6);
  assert.deepEqual(slices([backbone, heads]), expected);
  assert.deepEqual(slices([heads, backbone]), expected);
  assert.deepEqual(slices([heads, heads]), expected);
});

Deno.test("an output on which no other model builds stays an output", () => {
  const x = image();
  const a = on(conv("a", 4), x);
  const one = tf.model({ inputs: x, outputs: a });
  const two = tf.model({ inputs: x, outputs: chain(x, conv("b", 4), gap(), logits()) });
  assert.deepEqual(removable([one, two]), { a: false, b: true });
});

Deno.test("a layer applied to different inputs in two models is one layer, absent with all that it reads", () => {
  const shared = conv("shared", 3);
  const model = (name: string, first: string) => {
    const x = image();
    const outputs = chain(x, conv(first, 4), relu(), shared, relu(), gap(), L.dense({ units: 2 }));
    return tf.model({ inputs: x, outputs, name });
  };
  const graph = filterGraph([model("one", "a"), model("two", "b")]);
  assert.deepEqual(graph.layers.map(({ name }) => name), ["a", "shared", "b"]);
  const read = (...layers: string[]) =>
    graph.absent(layers.map((layer) => ({ layer, filter: 1 }))).slices
      .filter(({ role }) => role === "consumer").map(({ variable }) => variable.id);
  assert.deepEqual(read("a"), []);
  assert.equal(read("a", "b").length, 1);
  assert.equal(read("shared").length, 2); // the dense layers of both models
});

Deno.test("different layers of one name in several models have unique names", () => {
  const model = (name: string) => {
    const { layers } = straight(conv("a", 4), relu(), conv("b", 3), gap(), logits());
    const x = image();
    return tf.model({ inputs: x, outputs: chain(x, ...layers.slice(1)), name });
  };
  const graph = filterGraph([model("left"), model("right"), model("right")]);
  const names = graph.layers.map(({ name }) => name);
  assert.deepEqual(names, ["a", "b", "right/a", "right/b", "right/a_2", "right/b_2"]);
  const [own] = graph.absent([{ layer: "right/a", filter: 0 }]).slices;
  const [other] = graph.absent([{ layer: "a", filter: 0 }]).slices;
  assert.notEqual(own?.variable, other?.variable);
});

Deno.test("a model and one that contains it as a layer are joined at its layers", () => {
  const y = image();
  const block = chain(y, conv("a", 3), bn(), relu());
  const inner = tf.model({
    inputs: y,
    outputs: chain(on(add(), block, chain(block, conv("b", 3), bn())), gap(), logits()),
    name: "inner",
  });
  const x = image();
  const outer = tf.model({ inputs: x, outputs: chain(x, conv("stem", 3), inner), name: "outer" });
  assert.deepEqual(removable([outer, inner]), { stem: true, "inner/a": true, "inner/b": true });
  assert.deepEqual(removable([inner, outer]), { a: true, b: true, stem: true });
});

Deno.test("a layer that one of two models freezes is frozen", () => {
  const x = image();
  const shared = on(conv("a", 4), x);
  const body = tf.model({ inputs: x, outputs: chain(shared, relu()), name: "body" });
  const whole = tf.model({ inputs: x, outputs: chain(shared, gap(), logits()) });
  assert.deepEqual(removable(whole), { a: true });
  body.trainable = false;
  assert.deepEqual(removable([body, whole])["a"], false);
});
