import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { useBackend } from "../../../src/backend/mod.ts";
import { Rng } from "../../../src/rng.ts";
import { assertAgrees, uniform } from "../agreement.ts";
import { type Convolution, convolutions, undilate } from "../convolutions.ts";

await useBackend({ backend: "wasm" });

function shapes({ batch, height, width, inputChannels, outputChannels, kernel }: Convolution) {
  const x: [number, number, number, number] = [batch, height, width, inputChannels];
  const filter: [number, number, number, number] = [
    ...kernel,
    inputChannels,
    Math.min(3, outputChannels),
  ];
  return { x, filter };
}

Deno.test("a dilated depthwise convolution has the gradients of the same one with zeros between the taps", async () => {
  await fc.assert(
    fc.asyncProperty(convolutions({ dilated: true }), async (convolution) => {
      const rng = new Rng(convolution.seed);
      const { x, filter } = shapes(convolution);
      const { dilations, pad } = convolution;
      await assertAgrees(
        "wasm",
        [uniform(rng, x), uniform(rng, filter)],
        (x, filter) =>
          tf.grads((x, filter) => {
            const image = x as tf.Tensor4D;
            const kernel = filter as tf.Tensor4D;
            const y = tf.getBackend() === "wasm"
              ? tf.depthwiseConv2d(image, kernel, 1, pad, "NHWC", dilations)
              : tf.depthwiseConv2d(image, undilate(kernel, dilations), 1, pad);
            return y.square().sum();
          })([x, filter]),
      );
    }),
    { numRuns: 100 },
  );
});
