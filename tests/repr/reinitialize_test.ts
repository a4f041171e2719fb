import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { filterGraph, type FilterId, namedVariables } from "../../src/filters/mod.ts";
import { prune, PrunedWeights, reinitialize } from "../../src/repr/mod.ts";
import { Rng } from "../../src/rng.ts";

await tf.setBackend("cpu");

const L = tf.layers;
const NO_SLOTS = { of: () => [] };

/** A first convolution of 8 filters, the one under test, and logits. */
function around(...layers: tf.layers.Layer[]): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      L.conv2d({
        name: "first",
        filters: 8,
        kernelSize: 3,
        padding: "same",
        inputShape: [6, 6, 2],
      }),
      L.reLU(),
      ...layers,
      L.globalAveragePooling2d({}),
      L.dense({ name: "logits", units: 3 }),
    ],
  });
  const rng = new Rng(5);
  for (const [, variable] of namedVariables(model)) {
    tf.tidy(() =>
      variable.assign(tf.tensor(Array.from(rng.normals(variable.size)), variable.shape))
    );
  }
  return model;
}

/** Prunes filters 0 … count - 1 of a layer and re-initializes them. */
async function reinitialized(model: tf.LayersModel, layer: string, count: number, gain = 1) {
  const graph = filterGraph(model);
  const filters: FilterId[] = Array.from({ length: count }, (_, filter) => ({ layer, filter }));
  const before = new PrunedWeights();
  await before.capture({ filters: [], slices: [] }, graph.absent(filters));
  await prune(graph, filters);
  const made = await reinitialize(graph, filters, before, NO_SLOTS, new Rng(2), { gain });
  return { made, kernel: await graph.kernelMatrix(layer) };
}

const rungs = (made: readonly { readonly rung: string }[]) =>
  made.map(({ rung }) => rung).join(" ");

Deno.test("in a 3x3 layer with free dimensions every new filter is orthogonal to survivors and old values", async () => {
  const model = around(L.conv2d({ name: "conv", filters: 12, kernelSize: 3, padding: "same" }));
  const { made } = await reinitialized(model, "conv", 4);
  assert.equal(rungs(made), "null-space null-space null-space null-space");
  assert.ok(made.every(({ maxCosine }) => maxCosine <= 1e-6));
});

Deno.test("in a 1x1 layer with J = d new filters are orthogonal to survivors only", async () => {
  const model = around(L.conv2d({ name: "conv", filters: 8, kernelSize: 1 }));
  const { made } = await reinitialized(model, "conv", 3);
  assert.equal(rungs(made), "survivors survivors survivors");
});

Deno.test("in a 1x1 layer with d < J new filters get the lower rungs, and report them", async () => {
  const model = around(L.conv2d({ name: "conv", filters: 16, kernelSize: 1 }));
  const { made } = await reinitialized(model, "conv", 5);
  for (const { rung } of made) assert.ok(rung === "least-covered" || rung === "random", rung);
  assert.ok(made.every(({ maxCosine }) => maxCosine > 1e-3 && maxCosine <= 1));
});

Deno.test("a depthwise layer of 8 filters of 9 weights has a free dimension for one new filter", async () => {
  const model = around(L.depthwiseConv2d({ name: "depthwise", kernelSize: 3, padding: "same" }));
  const { made } = await reinitialized(model, "depthwise", 1);
  assert.equal(rungs(made), "null-space"); // 7 survivors and 1 old value leave one direction of 9
  const two = await reinitialized(model, "depthwise", 2);
  assert.notEqual(rungs(two.made), "null-space null-space");
});

Deno.test("a new filter has the mean norm of the survivors, times the gain", async () => {
  const model = around(L.conv2d({ name: "conv", filters: 12, kernelSize: 3, padding: "same" }));
  const { kernel: { rows, columns, data } } = await reinitialized(model, "conv", 4, 0.5);
  const norms = Array.from(
    { length: rows },
    (_, row) => Math.hypot(...data.subarray(row * columns, (row + 1) * columns)),
  );
  const mean = norms.slice(4).reduce((a, b) => a + b) / 8;
  for (const norm of norms.slice(0, 4)) assert.ok(Math.abs(norm / mean - 0.5) < 1e-5);
});

Deno.test("the consumers of a new filter are drawn again, with small values", async () => {
  const model = around(L.conv2d({ name: "conv", filters: 12, kernelSize: 3, padding: "same" }));
  await reinitialized(model, "conv", 4);
  const logits = namedVariables(model).find(([name]) => name === "logits/kernel")?.[1];
  const values = Array.from(await logits?.data() ?? []);
  const rms = (part: number[]) => Math.sqrt(part.reduce((sum, v) => sum + v * v, 0) / part.length);
  const ratio = rms(values.slice(0, 12)) / rms(values.slice(12)); // 4 x 3 redrawn, 8 x 3 kept
  assert.ok(ratio > 0.03 && ratio < 0.3, String(ratio));
});
