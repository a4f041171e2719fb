import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Rng } from "../../src/rng.ts";
import { assertAgrees, uniform } from "./agreement.ts";
import { testedBackends, testOn } from "./backends.ts";

const shapes = fc.array(fc.integer({ min: 1, max: 21 }), { minLength: 1, maxLength: 4 });

for (const backend of testedBackends) {
  testOn(
    backend,
    "ReLU, ReLU6, their gradients and sums over any axes agree with tfjs' cpu backend",
    async () => {
      await fc.assert(
        fc.asyncProperty(shapes, fc.nat(15), fc.nat(), async (shape, mask, seed) => {
          const axes = shape.map((_, i) => i).filter((i) => mask & (1 << i));
          await assertAgrees(backend, [uniform(new Rng(seed), shape)], (x) => {
            assert.ok(x !== undefined);
            return [
              tf.relu(x),
              tf.grad((x: tf.Tensor) => tf.relu(x).square().sum())(x),
              tf.relu6(x.mul(8)),
              tf.grad((x: tf.Tensor) => tf.relu6(x.mul(8)).square().sum())(x),
            ];
          });
          // Float32 sums in two orders differ by about the unit round-off times the number of elements.
          const tolerance = 1e-5 + 2 ** -24 * tf.util.sizeFromShape(shape);
          await assertAgrees(
            backend,
            [uniform(new Rng(seed), shape)],
            (x) => {
              assert.ok(x !== undefined);
              return [tf.sum(x, axes), tf.sum(x, shape.slice(1).map((_, i) => i))];
            },
            tolerance,
          );
        }),
        { numRuns: 60 },
      );
    },
  );

  testOn(backend, "ReLU of NaN is NaN, so that divergence is visible", async () => {
    const x = tf.tensor1d([1, NaN, -1]);
    const y = tf.relu(x);
    assert.deepEqual([...await y.data()], [1, NaN, 0]);
    tf.dispose([x, y]);
  });

  testOn(backend, "a clone of a tensor stays valid when the tensor is disposed", async () => {
    const x = tf.tensor1d([1, 2, 3]);
    const copy = x.clone();
    x.dispose();
    assert.deepEqual([...await copy.data()], [1, 2, 3]);
    copy.dispose();
  });
}
