import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Rng } from "../../src/rng.ts";
import { assertAgrees, uniform } from "./agreement.ts";
import { testedBackends, testOn } from "./backends.ts";
import {
  assertGradientsAgree,
  type Convolution,
  convolutions,
  type Shapes,
} from "./convolutions.ts";

function shapes(
  { batch, height, width, inputChannels, outputChannels, kernel }: Convolution,
): Shapes {
  return {
    x: [batch, height, width, inputChannels],
    filter: [...kernel, inputChannels, outputChannels],
  };
}

for (const backend of testedBackends) {
  testOn(
    backend,
    "a convolution and its gradients agree with tfjs' cpu backend for any stride and padding",
    async () => {
      await assertGradientsAgree(
        backend,
        shapes,
        (x, filter, { strides, pad }) => tf.conv2d(x, filter, strides, pad),
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
