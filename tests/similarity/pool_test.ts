import assert from "node:assert/strict";
import { byImage, cellBounds, pooled } from "../../src/similarity/pool.ts";

Deno.test("cellBounds() divides all positions, and repeats positions if there are more cells", () => {
  assert.deepEqual(cellBounds(4, 2), [[0, 2], [2, 4]]);
  assert.deepEqual(cellBounds(5, 2), [[0, 2], [2, 5]]);
  assert.deepEqual(cellBounds(7, 3), [[0, 2], [2, 4], [4, 7]]);
  assert.deepEqual(cellBounds(1, 2), [[0, 1], [0, 1]]);
});

Deno.test("pooled() is the mean of each cell, byImage() puts the cells of a filter side by side", () => {
  // one image of 2 x 4 positions and two filters; the second is ten times the first
  const data = Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8].flatMap((value) => [value, 10 * value]));
  const cells = pooled({ images: 1, height: 2, width: 4, channels: 2, data }, 2);
  assert.deepEqual(cells, {
    rows: 4,
    columns: 2,
    data: Float64Array.of(1.5, 15, 3.5, 35, 5.5, 55, 7.5, 75),
  });
  assert.deepEqual(byImage(cells, 4), {
    rows: 1,
    columns: 8,
    data: Float64Array.of(1.5, 3.5, 5.5, 7.5, 15, 35, 55, 75),
  });
});
