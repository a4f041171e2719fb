import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Rng } from "../../src/rng.ts";
import { assertAgrees, assertClose, evaluate, uniform } from "./agreement.ts";
import { testedBackends, testOn } from "./backends.ts";

const upTo = (most: number) => fc.integer({ min: 1, max: most });

const poolings = fc.record({
  shape: fc.tuple(upTo(3), upTo(9), upTo(9), upTo(20)),
  size: fc.tuple(upTo(4), upTo(4)),
  strides: fc.tuple(upTo(3), upTo(3)),
  pad: fc.constantFrom("same" as const, "valid" as const),
  seed: fc.nat(),
}).filter(({ shape, size, pad }) => pad === "same" || (size[0] <= shape[1] && size[1] <= shape[2]));

type Pooling = typeof poolings extends fc.Arbitrary<infer T> ? T : never;

/** Values with many ties and of both signs. */
function image({ shape, seed }: Pooling) {
  const { data } = uniform(new Rng(seed), shape);
  return { shape, data: data.map((value) => Math.round(value * 3 - 1)) };
}

for (const backend of testedBackends) {
  testOn(
    backend,
    "max pooling and its gradient agree with tfjs' cpu backend, ties included",
    async () => {
      await fc.assert(
        fc.asyncProperty(poolings, async (pooling) => {
          const { size, strides, pad } = pooling;
          const forward = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, size, strides, pad);
          await assertAgrees(backend, [image(pooling)], (x) => {
            assert.ok(x !== undefined);
            return [forward(x), tf.grad((x: tf.Tensor) => forward(x).square().sum())(x)];
          });
        }),
        { numRuns: 60 },
      );
    },
  );

  testOn(backend, "average pooling agrees with tfjs' cpu backend", async () => {
    await fc.assert(
      fc.asyncProperty(poolings, async (pooling) => {
        const { size, strides, pad } = pooling;
        await assertAgrees(backend, [image(pooling)], (x) => [
          tf.avgPool(x as tf.Tensor4D, size, strides, pad),
        ]);
      }),
      { numRuns: 40 },
    );
  });

  // tfjs' cpu backend cannot be the reference here: at padded borders it divides by more elements than the forward pass.
  testOn(backend, "the gradient of average pooling is the transpose of the pooling", async () => {
    await fc.assert(
      fc.asyncProperty(poolings, async ({ shape: [, h, w], size, strides, pad, seed }) => {
        const forward = (x: tf.Tensor) => tf.avgPool(x as tf.Tensor4D, size, strides, pad);
        const { outHeight, outWidth } = tf.backend_util.computePool2DInfo(
          [1, h, w, 1],
          size,
          strides,
          1,
          pad,
        );
        const dy = uniform(new Rng(seed), [1, outHeight, outWidth, 1]);
        const [gradient, product] = await evaluate(backend, [dy], (dy) => {
          assert.ok(dy !== undefined);
          const unitImages = tf.eye(h * w).reshape([h * w, h, w, 1]);
          const matrix = forward(unitImages).reshape([h * w, -1]);
          return [
            tf.grad((x: tf.Tensor) => forward(x).mul(dy).sum())(tf.zeros([1, h, w, 1])),
            matrix.matMul(dy.reshape([-1, 1])).reshape([1, h, w, 1]),
          ];
        });
        assert.ok(gradient !== undefined && product !== undefined);
        assertClose(gradient, product, 1e-6);
      }),
      { numRuns: 40 },
    );
  });
}
