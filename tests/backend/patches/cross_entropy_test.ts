import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Rng } from "../../../src/rng.ts";
import { assertAgrees, uniform } from "../agreement.ts";
import { hasTensorflow, start, testedBackends, testOn } from "../backends.ts";

for (const backend of testedBackends) {
  testOn(
    backend,
    "softmax cross-entropy and its gradient agree with tfjs' cpu backend",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 9 }),
          fc.integer({ min: 2, max: 12 }),
          fc.constantFrom(0, 0.1),
          fc.constantFrom(
            tf.Reduction.NONE,
            tf.Reduction.MEAN,
            tf.Reduction.SUM_BY_NONZERO_WEIGHTS,
          ),
          fc.nat(),
          async (rows, classes, smoothing, reduction, seed) => {
            const rng = new Rng(seed);
            const labels = {
              shape: [rows],
              data: Int32Array.from({ length: rows }, () => rng.integer(classes)),
            };
            const scores = uniform(rng, [rows, classes]);
            const weights = {
              shape: [rows],
              data: Float32Array.from({ length: rows }, () => 0.1 + rng.uniform()),
            };
            await assertAgrees(backend, [scores, labels, weights], (scores, labels, weights) => {
              assert.ok(scores && labels && weights);
              const targets = tf.oneHot(labels.as1D(), classes);
              const losses = (x: tf.Tensor) =>
                tf.losses.softmaxCrossEntropy(targets, x.mul(8), weights, smoothing, reduction);
              return [losses(scores), tf.grad((x: tf.Tensor) => losses(x).sum())(scores)];
            });
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  testOn(
    backend,
    "cross-entropy is right for logits whose exponentials overflow",
    async () => {
      const [target, logits] = [tf.tensor2d([[0, 1]]), tf.tensor2d([[1000, -1000]])];
      const { value, grad } = tf.valueAndGrad((x: tf.Tensor) =>
        tf.losses.softmaxCrossEntropy(target, x)
      )(logits);
      assert.deepEqual([...await value.data()], [2000]);
      assert.deepEqual([...await grad.data()], [1, -1]);
      tf.dispose([target, logits, value, grad]);
    },
  );

  testOn(backend, "the cross-entropy of a distribution with itself is its entropy", async () => {
    const [target, logits] = [tf.tensor2d([[0.25, 0.75]]), tf.tensor2d([[0, Math.log(3)]])];
    const loss = tf.losses.softmaxCrossEntropy(target, logits);
    // The entropy of (1/4, 3/4), since softmax(0, log 3) is just that.
    const entropy = -0.25 * Math.log(0.25) - 0.75 * Math.log(0.75);
    const [found = NaN] = await loss.data();
    assert.ok(Math.abs(found - entropy) < 1e-6);
    tf.dispose([target, logits, loss]);
  });
}

Deno.test(
  "tensorflow: the gradient of cross-entropy with respect to a label is minus the class's log probability",
  {
    ignore: !hasTensorflow,
  },
  async () => {
    await start("tensorflow");
    const [target, logits] = [tf.tensor2d([[0.5, 0.5]]), tf.tensor2d([[0, Math.log(3)]])];
    const gradient = tf.grad((t: tf.Tensor) => tf.losses.softmaxCrossEntropy(t, logits))(target);
    const [first = NaN, second = NaN] = await gradient.data();
    assert.ok(Math.abs(first - Math.log(4)) < 1e-6 && Math.abs(second - Math.log(4 / 3)) < 1e-6);
    tf.dispose([target, logits, gradient]);
  },
);
