/**
 * The gradients of a convolution, composed of forward convolutions. Any stride, dilation and padding; NHWC.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { convolutionGeometry } from "../geometry.ts";
import { input, shapeAttribute } from "../kernel.ts";
import { composition, transpose } from "./composition.ts";
import type { WasmBackend } from "./interface.ts";
import { placeInFrame, spread } from "./windows.ts";

const VALID = { pad: "valid", dataFormat: "NHWC" };

/**
 * Gradient with respect to the input: the output's gradient, spread by the stride, convolved with the filter rotated by 180
 * degrees, its channel axes swapped.
 *
 * Kernel `Conv2DBackpropInput`: inputs `dy` [n, oh, ow, co] and `filter` [kh, kw, ci, co], output [n, h, w, ci].
 */
export function conv2dBackpropInput(
  backend: WasmBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
): tf.TensorInfo {
  const dy = input(inputs, "dy");
  const filter = input(inputs, "filter");
  const g = convolutionGeometry(shapeAttribute(attributes, "inputShape"), filter.shape, attributes);
  return composition(backend, (run) => {
    const rotated = run("Reverse", { x: filter }, { dims: [0, 1] });
    const swapped = transpose(run, rotated, [0, 1, 3, 2]);
    const framed = placeInFrame(
      run,
      spread(run, dy, [g.strideHeight, g.strideWidth]),
      g.effectiveFilterHeight - 1 - g.padInfo.top,
      g.effectiveFilterWidth - 1 - g.padInfo.left,
      [g.inHeight + g.effectiveFilterHeight - 1, g.inWidth + g.effectiveFilterWidth - 1],
    );
    return run("Conv2D", { x: framed, filter: swapped }, {
      ...VALID,
      strides: [1, 1],
      dilations: [g.dilationHeight, g.dilationWidth],
    });
  });
}

/**
 * Gradient with respect to the filter: the input convolved with the output's gradient, where batch and channels are swapped,
 * and so are stride and dilation.
 *
 * Kernel `Conv2DBackpropFilter`: inputs `x` [n, h, w, ci] and `dy` [n, oh, ow, co], output [kh, kw, ci, co].
 */
export function conv2dBackpropFilter(
  backend: WasmBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
): tf.TensorInfo {
  const x = input(inputs, "x");
  const dy = input(inputs, "dy");
  const g = convolutionGeometry(x.shape, shapeAttribute(attributes, "filterShape"), attributes);
  return composition(backend, (run) => {
    const framed = placeInFrame(run, x, g.padInfo.top, g.padInfo.left, [
      (g.outHeight - 1) * g.strideHeight + g.effectiveFilterHeight,
      (g.outWidth - 1) * g.strideWidth + g.effectiveFilterWidth,
    ]);
    const product = run("Conv2D", {
      x: transpose(run, framed, [3, 1, 2, 0]),
      filter: transpose(run, dy, [1, 2, 0, 3]),
    }, {
      ...VALID,
      strides: [g.dilationHeight, g.dilationWidth],
      dilations: [g.strideHeight, g.strideWidth],
    });
    return transpose(run, product, [1, 2, 0, 3]);
  });
}
