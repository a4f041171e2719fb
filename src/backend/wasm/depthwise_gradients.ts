/**
 * The gradients of a depthwise convolution, composed of other kernels. Any stride, dilation, padding and channel
 * multiplier; NHWC.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { convolutionGeometry } from "../geometry.ts";
import { input, shapeAttribute } from "../kernel.ts";
import { composition, reshape } from "./composition.ts";
import { floats, type WasmBackend } from "./interface.ts";
import { placeInFrame, spread } from "./windows.ts";

/**
 * Gradient with respect to the input: the output's gradient, spread by the stride, convolved channel by channel with the
 * filter rotated by 180 degrees. Then the output channels of each input channel are summed.
 *
 * Kernel `DepthwiseConv2dNativeBackpropInput`: inputs `dy` [n, oh, ow, c * m] and `filter` [kh, kw, c, m], output
 * [n, h, w, c].
 */
export function depthwiseBackpropInput(
  backend: WasmBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
): tf.TensorInfo {
  const dy = input(inputs, "dy");
  const filter = input(inputs, "filter");
  const shape = shapeAttribute(attributes, "inputShape");
  const g = convolutionGeometry(shape, filter.shape, attributes, "depthwise");
  const multiplier = g.outChannels / g.inChannels;
  return composition(backend, (run) => {
    const rotated = run("Reverse", { x: filter }, { dims: [0, 1] });
    const single = reshape(run, rotated, [g.filterHeight, g.filterWidth, g.outChannels, 1]);
    const framed = placeInFrame(
      run,
      spread(run, dy, [g.strideHeight, g.strideWidth]),
      g.effectiveFilterHeight - 1 - g.padInfo.top,
      g.effectiveFilterWidth - 1 - g.padInfo.left,
      [g.inHeight + g.effectiveFilterHeight - 1, g.inWidth + g.effectiveFilterWidth - 1],
    );
    const each = run("DepthwiseConv2dNative", { x: framed, filter: single }, {
      pad: "valid",
      strides: [1, 1],
      dilations: [g.dilationHeight, g.dilationWidth],
    });
    if (multiplier === 1) return each;
    const split = reshape(run, each, [...shape, multiplier]);
    return run("Sum", { x: split }, { axis: [4], keepDims: false });
  });
}

/**
 * Gradient with respect to the filter: for each tap, the sum over positions of the input under that tap times the output's
 * gradient.
 *
 * Kernel `DepthwiseConv2dNativeBackpropFilter`: inputs `x` [n, h, w, c] and `dy` [n, oh, ow, c * m], output
 * [kh, kw, c, m].
 */
export function depthwiseBackpropFilter(
  backend: WasmBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
): tf.TensorInfo {
  const x = input(inputs, "x");
  const dy = input(inputs, "dy");
  const filterShape = shapeAttribute(attributes, "filterShape");
  const g = convolutionGeometry(x.shape, filterShape, attributes, "depthwise");
  const spanHeight = (g.outHeight - 1) * g.strideHeight + 1;
  const spanWidth = (g.outWidth - 1) * g.strideWidth + 1;
  const channels = g.inChannels;
  const multiplier = g.outChannels / channels;
  const windows = [g.batchSize, g.outHeight, g.outWidth, channels];
  return composition(backend, (run) => {
    const framed = placeInFrame(run, x, g.padInfo.top, g.padInfo.left, [
      spanHeight + g.effectiveFilterHeight - 1,
      spanWidth + g.effectiveFilterWidth - 1,
    ]);
    const split = reshape(run, dy, [...windows, multiplier]);
    const taps: tf.TensorInfo[] = [];
    for (let ky = 0; ky < g.filterHeight; ky++) {
      for (let kx = 0; kx < g.filterWidth; kx++) {
        const [top, left] = [ky * g.dilationHeight, kx * g.dilationWidth];
        const underTap = run("StridedSlice", { x: framed }, {
          begin: [0, top, left, 0],
          end: [g.batchSize, top + spanHeight, left + spanWidth, channels],
          strides: [1, g.strideHeight, g.strideWidth, 1],
          beginMask: 0,
          endMask: 0,
          ellipsisMask: 0,
          newAxisMask: 0,
          shrinkAxisMask: 0,
        });
        const product = run(
          "Multiply",
          { a: reshape(run, underTap, [...windows, 1]), b: split },
          {},
        );
        taps.push(run("Sum", { x: product }, { axis: [0, 1, 2], keepDims: false }));
      }
    }
    const gradient = backend.makeOutput(filterShape, "float32");
    const values = floats(backend, gradient);
    taps.forEach((tap, i) => values.set(floats(backend, tap), i * g.outChannels));
    return gradient;
  });
}
