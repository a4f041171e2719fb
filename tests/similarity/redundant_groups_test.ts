import assert from "node:assert/strict";
import { matrix } from "../../src/linalg/mod.ts";
import { redundantGroups } from "../../src/similarity/redundant_groups.ts";

Deno.test("redundantGroups() contain filters of which every two reach the threshold", () => {
  const correlations = matrix([
    [1, 0.99, 0.96, 0, 0],
    [0.99, 1, 0.5, 0, 0],
    [0.96, 0.5, 1, 0, 0],
    [0, 0, 0, 1, 0.97],
    [0, 0, 0, 0.97, 1],
  ]);
  // filter 2 is correlated with 0 but not with 1, so it is not in their group
  assert.deepEqual(redundantGroups(correlations, 0.95), [
    { filters: [0, 1], correlation: 0.99 },
    { filters: [3, 4], correlation: 0.97 },
  ]);
  assert.deepEqual(redundantGroups(correlations, 0.4), [
    { filters: [3, 4], correlation: 0.97 },
    { filters: [0, 1, 2], correlation: 0.5 },
  ]);
  assert.deepEqual(redundantGroups(correlations, 0.995), []);
});
