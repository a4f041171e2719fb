/**
 * Gradients of dilated convolutions, which tfjs refuses to compute.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

interface Convolution {
  readonly kernel: "Conv2D" | "DepthwiseConv2dNative";
  readonly backpropInput: string;
  readonly backpropFilter: string;
}

const CONVOLUTIONS: readonly Convolution[] = [
  {
    kernel: "Conv2D",
    backpropInput: "Conv2DBackpropInput",
    backpropFilter: "Conv2DBackpropFilter",
  },
  {
    kernel: "DepthwiseConv2dNative",
    backpropInput: "DepthwiseConv2dNativeBackpropInput",
    backpropFilter: "DepthwiseConv2dNativeBackpropFilter",
  },
];

function isDilated(attributes: tf.NamedAttrMap): boolean {
  return [attributes["dilations"] ?? 1].flat().some((dilation) => dilation !== 1);
}

/**
 * Makes convolutions with dilations trainable on the WebAssembly backend: this project's gradient kernels read the attribute
 * `dilations`. On other backends, and for convolutions without dilation, tfjs' own gradients are used.
 */
export function registerDilatedGradients(): void {
  for (const { kernel, backpropInput, backpropFilter } of CONVOLUTIONS) {
    const stock = tf.getGradient(kernel);
    tf.unregisterGradient(kernel);
    tf.registerGradient({
      ...stock,
      gradFunc: (dy, saved, attributes) => {
        const [x, filter] = saved;
        const isSupported = tf.getBackend() === "wasm" && isDilated(attributes) &&
          !Array.isArray(dy);
        if (!isSupported || x === undefined || filter === undefined) {
          return stock.gradFunc(dy, saved, attributes);
        }
        const run = (name: string, inputs: tf.NamedTensorMap, shape: tf.NamedAttrMap): tf.Tensor =>
          tf.engine().runKernel(name, inputs, { ...attributes, ...shape });
        return {
          x: () => run(backpropInput, { dy, filter }, { inputShape: x.shape }),
          filter: () => run(backpropFilter, { x, dy }, { filterShape: filter.shape }),
        };
      },
    });
  }
}
