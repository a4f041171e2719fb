import assert from "node:assert/strict";
import {
  canonicalCorrelations,
  type Matrix,
  orthogonality,
  overLayers,
  singularValues,
} from "../../src/linalg/mod.ts";
import { diagonal, times, transpose } from "./hard_matrix.ts";
import { randomMatrix } from "./random_matrix.ts";

/** Enough work for a Worker: 10 * 5 * 300^3 multiplications for singular values. */
const large = Array.from({ length: 6 }, (_, i) => randomMatrix(300, 300, i));

Deno.test("overLayers() gives each layer its own result, in order, on one thread and on two", async () => {
  const layers = [randomMatrix(3, 4), ...large, randomMatrix(5, 2)];
  const expected = layers.map((w) => singularValues(w));
  for (const threads of [1, 2, 3]) {
    const inputs = layers.map((w): [Matrix] => [w]);
    assert.deepEqual(await overLayers("singularValues", inputs, { threads }), expected);
  }
});

Deno.test("overLayers() passes options and rich results through", async () => {
  const w = randomMatrix(4, 6);
  const [scores] = await overLayers("orthogonality", [[w, { normalization: "matrix" }]]);
  assert.deepEqual(scores, orthogonality(w, { normalization: "matrix" }));
  const a = randomMatrix(260, 260);
  const covariance = times(a, transpose(a));
  const inputs = Array.from({ length: 12 }, (): [Matrix, number] => [covariance, 130]);
  const found = await overLayers("canonicalCorrelations", inputs);
  const expected = canonicalCorrelations(covariance, 130);
  found.forEach((one) => assert.deepEqual(one, expected));
});

Deno.test("overLayers() throws what the function throws, from a Worker too", async () => {
  const bad = { ...randomMatrix(300, 300), data: new Float64Array(300 * 300).fill(NaN) };
  for (const inputs of [[...large, bad], [bad, ...large], [bad, bad, ...large]]) {
    await assert.rejects(overLayers("singularValues", inputs.map((w): [Matrix] => [w])), {
      name: "RangeError",
      message: "singularValues(): the 300 x 300 matrix has NaN at [0, 0], expected finite numbers",
    });
  }
  assert.deepEqual(await overLayers("cosines", []), []);
  assert.equal((await overLayers("cosines", [[diagonal([1, 2])]])).length, 1);
});
