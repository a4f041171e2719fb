import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { filterGraph } from "../../src/filters/mod.ts";
import { orthoSum } from "../../src/training/ortho_sum.ts";

/** A network whose only convolution has these filters. */
function network(...filters: readonly (readonly number[])[]) {
  const { length: weights = 0 } = filters[0] ?? [];
  const model = tf.sequential({
    layers: [tf.layers.conv2d({
      filters: filters.length,
      kernelSize: 1,
      useBias: false,
      inputShape: [2, 2, weights],
    })],
  });
  const kernel = tf.tensor2d(filters.map((filter) => [...filter])).transpose();
  model.setWeights([kernel.reshape([1, 1, weights, filters.length])]);
  return filterGraph(model);
}

Deno.test("orthoSum() is the sum of eq. 2 over the filters that have weights", async () => {
  // Two parallel filters and one orthogonal to both: 1/3 + 1/3 + 0.
  const three = await orthoSum(network([1, 0], [2, 0], [0, 3]));
  assert.ok(Math.abs(three - 2 / 3) < 1e-6);
  // The same without the third: each overlaps with one of two.
  const two = await orthoSum(network([1, 0], [2, 0], [0, 0]));
  assert.ok(Math.abs(two - 1) < 1e-6);
  assert.equal(await orthoSum(network([0, 0], [0, 0])), 0);
  assert.equal(await orthoSum(network([1, 0], [NaN, 0])), NaN);
});
