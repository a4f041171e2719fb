import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { useBackend } from "../../../src/backend/mod.ts";
import { Rng } from "../../../src/rng.ts";
import { assertAgrees, uniform } from "../agreement.ts";

await useBackend({ backend: "wasm" });

const shapes = fc.array(fc.integer({ min: 1, max: 21 }), { minLength: 1, maxLength: 4 });

Deno.test("ReLU, its gradient and sums over any axes agree with tfjs' cpu backend", async () => {
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(15), fc.nat(), async (shape, mask, seed) => {
      const axes = shape.map((_, i) => i).filter((i) => mask & (1 << i));
      await assertAgrees("wasm", [uniform(new Rng(seed), shape)], (x) => {
        assert(x !== undefined);
        return [
          tf.relu(x),
          tf.grad((x: tf.Tensor) => tf.relu(x).square().sum())(x),
          tf.sum(x, axes),
          tf.sum(x, shape.slice(1).map((_, i) => i)),
        ];
      });
    }),
    { numRuns: 60 },
  );
});

Deno.test("a long sum over rows keeps its precision", async () => {
  const x = tf.fill([2 ** 20, 3], 0.1);
  const [sum = 0] = await tf.sum(x, 0).data();
  x.dispose();
  const exact = 2 ** 20 * Math.fround(0.1);
  assert(Math.abs(sum - exact) < 2e-6 * exact, `found ${sum}, expected ${exact}`);
});

Deno.test("ReLU and max pooling let NaN through, so that a diverging run is seen", async () => {
  const x = tf.tensor4d([1, NaN, 3, 4, ...new Array<number>(12).fill(0)], [1, 4, 4, 1]);
  const [first] = await tf.maxPool(x, 2, 2, "same").data();
  const [, second] = await tf.relu(x).data();
  x.dispose();
  assert(Number.isNaN(first));
  assert(Number.isNaN(second));
});

Deno.test("a clone of a tensor outlives it", async () => {
  const x = tf.tensor1d([1, 2, 3]);
  const copy = x.clone();
  x.dispose();
  assert.deepEqual([...await copy.data()], [1, 2, 3]);
  copy.dispose();
});
