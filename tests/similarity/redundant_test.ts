import assert from "node:assert/strict";
import { matrix } from "../../src/linalg/mod.ts";
import { redundantGroups } from "../../src/similarity/redundant.ts";

Deno.test("redundant filters are grouped when any two of a group reach the threshold", () => {
  const correlations = matrix([
    [1, 0.99, 0.96, 0, 0],
    [0.99, 1, 0.5, 0, 0],
    [0.96, 0.5, 1, 0, 0],
    [0, 0, 0, 1, 0.97],
    [0, 0, 0, 0.97, 1],
  ]);
  // 2 is like 0 but not like 1, so it does not join them; a chain is no group
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
