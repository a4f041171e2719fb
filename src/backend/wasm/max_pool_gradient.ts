/**
 * The gradient of max pooling.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { input } from "./geometry.ts";
import { floats, type WasmBackend } from "./interface.ts";

/**
 * Sends the gradient of each output to the first maximum of its window.
 *
 * Kernel `MaxPoolGrad`: inputs `dy` [n, oh, ow, c] and `input` [n, h, w, c], output [n, h, w, c]. The stock kernel
 * loses the gradient of every window whose maximum is negative.
 */
export function maxPoolGradient(
  backend: WasmBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
): tf.TensorInfo {
  const dy = input(inputs, "dy");
  const x = input(inputs, "input");
  const g = poolGeometry(x.shape, attributes);
  const gradient = backend.makeOutput(x.shape, "float32");
  const dx = floats(backend, gradient).fill(0);
  const xs = floats(backend, x);
  const dys = floats(backend, dy);
  const channels = g.inChannels;
  const maxima = new Int32Array(channels);
  for (let n = 0, out = 0; n < g.batchSize; n++) {
    for (let oy = 0; oy < g.outHeight; oy++) {
      const top = oy * g.strideHeight - g.padInfo.top;
      const [y0, y1] = [Math.max(0, top), Math.min(g.inHeight, top + g.filterHeight)];
      for (let ox = 0; ox < g.outWidth; ox++, out += channels) {
        const left = ox * g.strideWidth - g.padInfo.left;
        const [x0, x1] = [Math.max(0, left), Math.min(g.inWidth, left + g.filterWidth)];
        maxima.fill(-1);
        for (let y = y0; y < y1; y++) {
          for (let x = x0; x < x1; x++) {
            const pixel = ((n * g.inHeight + y) * g.inWidth + x) * channels;
            for (let c = 0; c < channels; c++) {
              const best = maxima[c] ?? -1;
              if (best < 0 || (xs[pixel + c] ?? 0) > (xs[best] ?? 0)) maxima[c] = pixel + c;
            }
          }
        }
        for (let c = 0; c < channels; c++) {
          const best = maxima[c] ?? -1;
          if (best >= 0) dx[best] = (dx[best] ?? 0) + (dys[out + c] ?? 0);
        }
      }
    }
  }
  return gradient;
}

/** Where the windows of a pooling lie. */
export function poolGeometry(
  xShape: readonly number[],
  attributes: tf.NamedAttrMap,
): tf.backend_util.Conv2DInfo {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return tf.backend_util.computePool2DInfo(
    xShape as [number, number, number, number],
    filterSize as [number, number] | number,
    strides as [number, number] | number,
    1,
    pad as Parameters<typeof tf.backend_util.computePool2DInfo>[4],
    dimRoundingMode as "floor" | "round" | "ceil" | undefined,
  );
}
