import assert from "node:assert/strict";
import { LARGEST_GROUP, layerGroups } from "../../src/similarity/layer_pairs.ts";

Deno.test("layerGroups() of one model: every two layers, neighbors, or none", () => {
  const channels = [4, 5, 6];
  assert.deepEqual(layerGroups("all", channels, 3), [
    { layers: [0, 1, 2], pairs: [[0, 1], [0, 2], [1, 2]] },
  ]);
  assert.deepEqual(layerGroups("consecutive", channels, 3), [
    { layers: [0, 1], pairs: [[0, 1]] },
    { layers: [1, 2], pairs: [[0, 1]] },
  ]);
  assert.deepEqual(layerGroups("none", channels, 3), []);
  assert.deepEqual(layerGroups("all", [4], 1), []);
});

Deno.test("layerGroups() of two models: each layer with each of the other, or with the same one", () => {
  const channels = [4, 5, 4, 5];
  assert.deepEqual(layerGroups("across", channels, 2), [
    { layers: [0, 1, 2, 3], pairs: [[0, 2], [0, 3], [1, 2], [1, 3]] },
  ]);
  assert.deepEqual(layerGroups("consecutive", channels, 2), [
    { layers: [0, 2], pairs: [[0, 1]] },
    { layers: [1, 3], pairs: [[0, 1]] },
  ]);
});

Deno.test("layerGroups() by auto depends on the number of models and filters", () => {
  const few = [4, 5, 6, 7];
  assert.deepEqual(layerGroups("auto", few, 4), layerGroups("all", few, 4));
  assert.deepEqual(layerGroups("auto", few, 2), layerGroups("across", few, 2));
  const many = [LARGEST_GROUP, 1, 1, 1];
  assert.deepEqual(layerGroups("auto", many, 4), layerGroups("consecutive", many, 4));
});
