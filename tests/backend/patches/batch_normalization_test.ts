import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Rng } from "../../../src/rng.ts";
import { assertAgrees, uniform, type Values } from "../agreement.ts";
import { testedBackends, testOn } from "../backends.ts";

const upTo = (most: number) => fc.integer({ min: 1, max: most });

const cases = fc.record({
  shape: fc.tuple(fc.integer({ min: 4, max: 9 }), upTo(5), upTo(5), upTo(21)),
  seed: fc.nat(),
});

function normalization([, ...inputShape]: readonly number[]): tf.Sequential {
  return tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape, momentum: 0.7 })] });
}

for (const backend of testedBackends) {
  testOn(
    backend,
    "batch normalization in training agrees with tfjs' cpu backend: output, gradients, moving averages",
    async () => {
      await fc.assert(
        fc.asyncProperty(cases, async ({ shape, seed }) => {
          const rng = new Rng(seed);
          const channels = [shape[3]];
          const inputs: Values[] = [
            uniform(rng, shape),
            uniform(rng, shape),
            uniform(rng, channels),
            uniform(rng, channels),
          ];
          await assertAgrees(backend, inputs, (x, dy, ...weights) => {
            assert.ok(x !== undefined && dy !== undefined);
            const model = normalization(shape);
            model.setWeights([...weights, tf.zeros(channels), tf.ones(channels)]);
            const forward = (x: tf.Tensor) => {
              const y = model.apply(x, { training: true });
              assert.ok(y instanceof tf.Tensor);
              return y;
            };
            const y = forward(x);
            const moving = model.nonTrainableWeights.map((weight) => weight.read().clone());
            const loss = (x: tf.Tensor) => forward(x).mul(dy).sum().asScalar();
            const dx = tf.grad(loss)(x);
            const { grads } = tf.variableGrads(() => loss(x));
            model.dispose();
            return [y, ...moving, dx, ...Object.values(grads)];
          }, 3e-5);
        }),
        { numRuns: 60 },
      );
    },
  );

  testOn(backend, "batch normalization outside training uses the moving averages", async () => {
    const x = uniform(new Rng(1), [4, 3, 3, 5]);
    await assertAgrees(backend, [x], (x) => {
      assert.ok(x !== undefined);
      const model = normalization(x.shape);
      const y = model.apply(x);
      model.dispose();
      assert.ok(y instanceof tf.Tensor);
      return [y];
    });
  });
}
