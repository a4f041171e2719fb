/**
 * A guard against a bug of TensorFlow.
 *
 * @module
 */

import { convolutionGeometry, input } from "../../geometry.ts";
import type { Kernel } from "../../kernel.ts";

/**
 * The same convolution, but an error where TensorFlow 2.21 leaves parts of the result unwritten on a CPU: with vertical
 * stride 1 and a greater horizontal one.
 */
export function refusingUnevenStrides(kernel: Kernel): Kernel {
  return (backend, inputs, attributes) => {
    const { strideHeight, strideWidth } = convolutionGeometry(
      input(inputs, "x").shape,
      input(inputs, "filter").shape,
      attributes,
    );
    if (strideHeight === 1 && strideWidth > 1) {
      throw new Error(
        `Cannot convolve with strides [1, ${strideWidth}] on TensorFlow's CPU: its results are wrong there (use --backend wasm)`,
      );
    }
    return kernel(backend, inputs, attributes);
  };
}
