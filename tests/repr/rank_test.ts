import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { criterionNamed } from "../../src/criteria/mod.ts";
import { InputError } from "../../src/errors.ts";
import { filterGraph, namedVariables } from "../../src/filters/mod.ts";
import { rankedLayers, rankModel } from "../../src/repr/mod.ts";
import { Rng } from "../../src/rng.ts";

await tf.setBackend("cpu");

const L = tf.layers;
const conv = (name: string, filters: number, more: object = {}) =>
  L.conv2d({ name, filters, kernelSize: 1, ...more });

Deno.test("bn-scale ranks by the batch norm after each convolution, smallest |gamma| first", async () => {
  const model = tf.sequential({
    layers: [
      conv("first", 2, { inputShape: [4, 4, 1] }),
      L.batchNormalization({ name: "bn1" }),
      conv("second", 3),
      L.batchNormalization({ name: "bn2" }),
      L.globalAveragePooling2d({}),
      L.dense({ units: 2 }),
    ],
  });
  const gammas: Record<string, number[]> = { "bn1/gamma": [5, -6], "bn2/gamma": [3, -0.5, 2] };
  for (const [name, variable] of namedVariables(model)) {
    const values = gammas[name];
    if (values !== undefined) tf.tidy(() => variable.assign(tf.tensor1d(values)));
  }
  const graph = filterGraph(model);
  const rank = async (rankFirst: boolean) => {
    const layers = rankedLayers(graph, rankFirst);
    const { ranking } = await rankModel(
      graph,
      layers,
      await criterionNamed("bn-scale"),
      new Rng(1),
    );
    return ranking.map(({ layer, filter, score }) => `${layer}.${filter} ${score}`);
  };
  assert.deepEqual(await rank(false), ["second.1 0.5", "second.2 2", "second.0 3"]);
  assert.deepEqual((await rank(true)).slice(3), ["first.0 5", "first.1 6"]);
});

Deno.test("bn-scale without batch norm is an input error that names the layer", async () => {
  const model = tf.sequential({
    layers: [
      conv("first", 2, { inputShape: [4, 4, 1] }),
      conv("second", 3),
      L.flatten(),
      L.dense({ units: 2 }),
    ],
  });
  const graph = filterGraph(model);
  await assert.rejects(
    rankModel(graph, rankedLayers(graph), await criterionNamed("bn-scale"), new Rng(1)),
    (error) => error instanceof InputError && error.message.includes("second"),
  );
});

Deno.test("a model whose only further convolution is its output has nothing to prune", () => {
  const model = tf.sequential({
    layers: [
      conv("first", 2, { inputShape: [4, 4, 1] }),
      conv("scores", 3),
      L.globalAveragePooling2d({}),
    ],
  });
  assert.throws(() => rankedLayers(filterGraph(model)), InputError);
  assert.equal(rankedLayers(filterGraph(model), true).length, 1);
});
