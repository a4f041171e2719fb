/**
 * Mends the gradient of average pooling.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { composition } from "./composition.ts";
import { type Geometry, input, poolGeometry } from "../geometry.ts";
import type { Kernel } from "./register.ts";

/**
 * Kernel `AvgPoolGrad`: inputs `dy` and `input`.
 *
 * The stock kernel divides by the size of the whole window where the forward pass divided by the elements that lie in
 * the image, so that padded borders learn too little. Here the gradient is scaled by the ratio first.
 */
export function averagePoolGradient(stock: Kernel): Kernel {
  return (backend, inputs, attributes) => {
    const dy = input(inputs, "dy");
    const g = poolGeometry(input(inputs, "input").shape, attributes);
    const { top, bottom, left, right } = g.padInfo;
    if (Math.max(top, bottom, left, right) === 0) return stock(backend, inputs, attributes);
    return composition(backend, (run) => {
      const ratios = backend.write(windowRatios(g), [1, g.outHeight, g.outWidth, 1], "float32");
      const b: tf.TensorInfo = {
        dataId: ratios,
        shape: [1, g.outHeight, g.outWidth, 1],
        dtype: "float32",
      };
      try {
        const scaled = run("Multiply", { a: dy, b }, {});
        return stock(backend, { ...inputs, dy: scaled }, attributes);
      } finally {
        backend.disposeData(ratios);
      }
    });
  };
}

/** Elements of a whole window over elements within the image, for each output position. */
function windowRatios(g: Geometry): Float32Array {
  const within = (at: number, stride: number, before: number, size: number, length: number) => {
    const first = at * stride - before;
    return Math.min(length, first + size) - Math.max(0, first);
  };
  const ratios = new Float32Array(g.outHeight * g.outWidth);
  for (let y = 0; y < g.outHeight; y++) {
    const rows = within(y, g.strideHeight, g.padInfo.top, g.filterHeight, g.inHeight);
    for (let x = 0; x < g.outWidth; x++) {
      const columns = within(x, g.strideWidth, g.padInfo.left, g.filterWidth, g.inWidth);
      ratios[y * g.outWidth + x] = g.filterHeight * g.filterWidth / (rows * columns);
    }
  }
  return ratios;
}
