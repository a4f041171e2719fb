import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { useBackend } from "../../../src/backend/mod.ts";
import {
  conv2dBackpropFilter,
  conv2dBackpropInput,
} from "../../../src/backend/wasm/conv2d_gradients.ts";
import { wasmBackend } from "../../../src/backend/wasm/interface.ts";
import { Rng } from "../../../src/rng.ts";
import { assertAgrees, uniform } from "../agreement.ts";
import { type Convolution, convolutions, undilate } from "../convolutions.ts";

await useBackend({ backend: "wasm" });

function shapes({ batch, height, width, inputChannels, outputChannels, kernel }: Convolution) {
  const x: [number, number, number, number] = [batch, height, width, inputChannels];
  const filter: [number, number, number, number] = [...kernel, inputChannels, outputChannels];
  return { x, filter };
}

Deno.test("a dilated convolution has the gradients of the same convolution with zeros between the taps", async () => {
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
              ? tf.conv2d(image, kernel, 1, pad, "NHWC", dilations)
              : tf.conv2d(image, undilate(kernel, dilations), 1, pad);
            return y.square().sum();
          })([x, filter]),
      );
    }),
    { numRuns: 100 },
  );
});

Deno.test("the gradients by composition agree with tfjs' cpu backend for any stride and padding", async () => {
  await fc.assert(
    fc.asyncProperty(convolutions({}), async (convolution) => {
      const rng = new Rng(convolution.seed);
      const { x, filter } = shapes(convolution);
      const { strides, pad } = convolution;
      const { outShape } = tf.backend_util.computeConv2DInfo(x, filter, strides, 1, pad);
      const inputs = [uniform(rng, x), uniform(rng, filter), uniform(rng, outShape)];
      const attributes = { strides, pad, dataFormat: "NHWC", inputShape: x, filterShape: filter };
      await assertAgrees("wasm", inputs, (x, filter, dy) => {
        assert.ok(x !== undefined && filter !== undefined && dy !== undefined);
        if (tf.getBackend() === "cpu") {
          const run = (name: string, tensors: tf.NamedTensorMap): tf.Tensor =>
            tf.engine().runKernel(name, tensors, attributes);
          return [
            run("Conv2DBackpropInput", { dy, filter }),
            run("Conv2DBackpropFilter", { x, dy }),
          ];
        }
        return [
          conv2dBackpropInput(wasmBackend(), { dy, filter }, attributes),
          conv2dBackpropFilter(wasmBackend(), { x, dy }, attributes),
        ].map((info) => tf.engine().makeTensorFromTensorInfo(info));
      });
    }),
    { numRuns: 100 },
  );
});
