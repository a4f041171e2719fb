import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { Rng } from "../../src/rng.ts";
import { assertAgrees, uniform } from "./agreement.ts";
import { testedBackends, testOn } from "./backends.ts";
import { type Convolution, convolutions } from "./convolutions.ts";

function shapes({ batch, height, width, inputChannels, outputChannels, kernel }: Convolution) {
  const x: [number, number, number, number] = [batch, height, width, inputChannels];
  const filter: [number, number, number, number] = [
    ...kernel,
    inputChannels,
    Math.min(3, outputChannels),
  ];
  return { x, filter };
}

for (const backend of testedBackends) {
  testOn(
    backend,
    "a depthwise convolution and its gradients agree with tfjs' cpu backend for any stride and padding",
    async () => {
      await fc.assert(
        fc.asyncProperty(convolutions({ plain: backend === "tensorflow" }), async (convolution) => {
          const rng = new Rng(convolution.seed);
          const { x, filter } = shapes(convolution);
          const { strides, pad } = convolution;
          const forward = (x: tf.Tensor, filter: tf.Tensor) =>
            tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad);
          await assertAgrees(backend, [uniform(rng, x), uniform(rng, filter)], (x, filter) => [
            forward(x, filter),
            ...tf.grads((x, filter) => forward(x, filter).square().sum())([x, filter]),
          ]);
        }),
        { numRuns: 100 },
      );
    },
  );
}
