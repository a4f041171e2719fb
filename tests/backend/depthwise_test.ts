import * as tf from "@tensorflow/tfjs";
import { testedBackends, testOn } from "./backends.ts";
import { assertGradientsAgree, type Convolution, type Shapes } from "./convolutions.ts";

function shapes(
  { batch, height, width, inputChannels, outputChannels, kernel }: Convolution,
): Shapes {
  return {
    x: [batch, height, width, inputChannels],
    filter: [...kernel, inputChannels, Math.min(3, outputChannels)],
  };
}

for (const backend of testedBackends) {
  testOn(
    backend,
    "a depthwise convolution and its gradients agree with tfjs' cpu backend for any stride and padding",
    async () => {
      await assertGradientsAgree(
        backend,
        shapes,
        (x, filter, { strides, pad }) => tf.depthwiseConv2d(x, filter, strides, pad),
      );
    },
  );
}
