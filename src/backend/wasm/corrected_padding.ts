/**
 * Corrects tfjs' kernels where windows reach beyond the image: strided convolutions, and the gradient of average pooling.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { convolutionGeometry, type Geometry, poolGeometry } from "../geometry.ts";
import { input } from "../kernel.ts";
import { composition } from "./composition.ts";
import type { WasmKernel } from "./interface.ts";

/**
 * The same forward convolution, with padding `same` replaced by numbers.
 *
 * For `same`, the padding of tfjs' kernel is computed by XNNPACK, which shifts the windows if a stride exceeds the kernel's
 * size: 3 rows with kernel 2 and stride 3 need -1 rows of padding, and the first window contained only zeros.
 */
export function withExplicitPadding(stock: WasmKernel): WasmKernel {
  return (backend, inputs, attributes) => {
    if (attributes["pad"] !== "same") return stock(backend, inputs, attributes);
    // Padding depends only on the height and width of the kernel, so conv2d's geometry is right for depthwise, too.
    const { padInfo } = convolutionGeometry(
      input(inputs, "x").shape,
      input(inputs, "filter").shape,
      attributes,
    );
    const { top, bottom, left, right } = padInfo;
    const pad = [[0, 0], [top, bottom], [left, right], [0, 0]];
    return stock(backend, inputs, { ...attributes, pad });
  };
}

/**
 * Kernel `AvgPoolGrad`: inputs `dy` and `input`.
 *
 * tfjs' kernel divides by the size of the window, but the forward pass divides by the number of its elements within the
 * image: gradients at padded borders are too small. Here the gradient is multiplied by the ratio of the two first.
 */
export function averagePoolGradient(stock: WasmKernel): WasmKernel {
  return (backend, inputs, attributes) => {
    const dy = input(inputs, "dy");
    const g = poolGeometry(input(inputs, "input").shape, attributes);
    const { top, bottom, left, right } = g.padInfo;
    if (Math.max(top, bottom, left, right) === 0) return stock(backend, inputs, attributes);
    return composition(backend, (run) => {
      const shape = [1, g.outHeight, g.outWidth, 1];
      const ratios = backend.write(windowRatios(g), shape, "float32");
      const b: tf.TensorInfo = { dataId: ratios, shape, dtype: "float32" };
      try {
        const scaled = run("Multiply", { a: dy, b }, {});
        return stock(backend, { ...inputs, dy: scaled }, attributes);
      } finally {
        backend.disposeData(ratios);
      }
    });
  };
}

/** For each output position, the size of its window divided by the number of elements within the image. */
function windowRatios(g: Geometry): Float32Array {
  const countInside = (
    at: number,
    stride: number,
    before: number,
    size: number,
    length: number,
  ) => {
    const first = at * stride - before;
    return Math.min(length, first + size) - Math.max(0, first);
  };
  const ratios = new Float32Array(g.outHeight * g.outWidth);
  for (let y = 0; y < g.outHeight; y++) {
    const rows = countInside(y, g.strideHeight, g.padInfo.top, g.filterHeight, g.inHeight);
    for (let x = 0; x < g.outWidth; x++) {
      const columns = countInside(x, g.strideWidth, g.padInfo.left, g.filterWidth, g.inWidth);
      ratios[y * g.outWidth + x] = g.filterHeight * g.filterWidth / (rows * columns);
    }
  }
  return ratios;
}
