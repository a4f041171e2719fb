import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Rng } from "../../src/rng.ts";
import { assertAgrees, uniform } from "./agreement.ts";
import { testedBackends, testOn } from "./backends.ts";
import { type Convolution, convolutions } from "./convolutions.ts";

function shapes({ batch, height, width, inputChannels, outputChannels, kernel }: Convolution) {
  const x: [number, number, number, number] = [batch, height, width, inputChannels];
  const filter: [number, number, number, number] = [...kernel, inputChannels, outputChannels];
  return { x, filter };
}

for (const backend of testedBackends) {
  testOn(
    backend,
    "a convolution and its gradients agree with tfjs' cpu backend for any stride and padding",
    async () => {
      await fc.assert(
        fc.asyncProperty(convolutions({ plain: backend === "tensorflow" }), async (convolution) => {
          const rng = new Rng(convolution.seed);
          const { x, filter } = shapes(convolution);
          const { strides, pad } = convolution;
          const forward = (x: tf.Tensor, filter: tf.Tensor) =>
            tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);
          await assertAgrees(backend, [uniform(rng, x), uniform(rng, filter)], (x, filter) => [
            forward(x, filter),
            ...tf.grads((x, filter) => forward(x, filter).square().sum())([x, filter]),
          ]);
        }),
        { numRuns: 100 },
      );
    },
  );

  testOn(
    backend,
    "a convolution fused with bias and ReLU agrees with tfjs' cpu backend",
    async () => {
      await fc.assert(
        fc.asyncProperty(convolutions({ plain: backend === "tensorflow" }), async (convolution) => {
          const rng = new Rng(convolution.seed);
          const { x, filter } = shapes(convolution);
          const { strides, pad, outputChannels } = convolution;
          const inputs = [uniform(rng, x), uniform(rng, filter), uniform(rng, [outputChannels])];
          await assertAgrees(backend, inputs, (x, filter, bias) => {
            assert.ok(bias !== undefined);
            const fused = (activation: "linear" | "relu" | "elu") =>
              tf.fused.conv2d({
                x: x as tf.Tensor4D,
                filter: filter as tf.Tensor4D,
                strides,
                pad,
                bias,
                activation,
              });
            return [fused("linear"), fused("relu"), fused("elu")];
          });
        }),
        { numRuns: 100 },
      );
    },
  );
}
