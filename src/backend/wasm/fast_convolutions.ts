/**
 * Convolutions and their gradients by this project's kernels, which support float32, NHWC and no dilation. Others are
 * computed by the fallback.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { convolutionGeometry, type Geometry } from "../geometry.ts";
import { input, shapeAttribute } from "../kernel.ts";
import { addressOf, type WasmBackend, type WasmKernel } from "./interface.ts";
import type { KernelModule } from "./kernel_module.ts";

function isPlain(g: Geometry, ...tensors: readonly tf.TensorInfo[]): boolean {
  return g.dilationHeight === 1 && g.dilationWidth === 1 && g.dataFormat === "channelsLast" &&
    g.outHeight * g.outWidth > 0 && tensors.every(({ dtype }) => dtype === "float32");
}

/** Kernel `Conv2D`. */
export function fastConv2d(kernels: KernelModule, fallback: WasmKernel): WasmKernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    const filter = input(inputs, "filter");
    const g = convolutionGeometry(x.shape, filter.shape, attributes);
    if (!isPlain(g, x, filter)) return fallback(backend, inputs, attributes);
    return convolve(kernels, backend, g, { x, filter, shape: g.outShape });
  };
}

/** Kernel `FusedConv2D`: bias and ReLU in the same pass. */
export function fastFusedConv2d(kernels: KernelModule, fallback: WasmKernel): WasmKernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    const filter = input(inputs, "filter");
    const { bias, preluActivationWeights } = inputs;
    const activation = attributes["activation"] ?? "linear";
    const g = convolutionGeometry(x.shape, filter.shape, attributes);
    const isSupported = isPlain(g, x, filter) && !preluActivationWeights &&
      (activation === "linear" || activation === "relu") &&
      (!bias || (bias.shape.length === 1 && bias.shape[0] === g.outChannels));
    if (!isSupported) return fallback(backend, inputs, attributes);
    const relu = activation === "relu";
    return convolve(kernels, backend, g, { x, filter, bias, relu, shape: g.outShape });
  };
}

/**
 * Kernel `Conv2DBackpropInput`: with stride 1 the convolution of `dy` with the rotated filter. For other strides the fallback
 * is a composition that calls the kernel `Conv2D`, which is the fast one again.
 */
export function fastConv2dBackpropInput(kernels: KernelModule, fallback: WasmKernel): WasmKernel {
  return (backend, inputs, attributes) => {
    const dy = input(inputs, "dy");
    const filter = input(inputs, "filter");
    const shape = shapeAttribute(attributes, "inputShape");
    const g = convolutionGeometry(shape, filter.shape, attributes);
    const top = g.filterHeight - 1 - g.padInfo.top;
    const left = g.filterWidth - 1 - g.padInfo.left;
    const isSupported = isPlain(g, dy, filter) && g.strideHeight === 1 && g.strideWidth === 1 &&
      top >= 0 && left >= 0;
    if (!isSupported) return fallback(backend, inputs, attributes);
    const back: Geometry = {
      ...g,
      inHeight: g.outHeight,
      inWidth: g.outWidth,
      inChannels: g.outChannels,
      outHeight: g.inHeight,
      outWidth: g.inWidth,
      outChannels: g.inChannels,
      padInfo: { ...g.padInfo, top, left },
    };
    return convolve(kernels, backend, back, { x: dy, filter, rotated: true, shape });
  };
}

/** Kernel `Conv2DBackpropFilter`. */
export function fastConv2dBackpropFilter(kernels: KernelModule, fallback: WasmKernel): WasmKernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    const dy = input(inputs, "dy");
    const shape = shapeAttribute(attributes, "filterShape");
    const g = convolutionGeometry(x.shape, shape, attributes);
    if (!isPlain(g, x, dy)) return fallback(backend, inputs, attributes);
    const gradient = backend.makeOutput(shape, "float32");
    const { exports } = kernels;
    const geometry = kernels.geometry(g);
    const scratch = kernels.scratch("images", exports.filter_gradient_floats(geometry));
    exports.filter_gradient(
      geometry,
      addressOf(backend, x),
      addressOf(backend, dy),
      addressOf(backend, gradient),
      scratch,
    );
    return gradient;
  };
}

interface Operands {
  readonly x: tf.TensorInfo;
  readonly filter: tf.TensorInfo;
  readonly bias?: tf.TensorInfo | undefined;
  readonly relu?: boolean;
  /** Whether to rotate the filter by 180 degrees and to swap its channel axes. */
  readonly rotated?: boolean;
  /** Shape of the result. */
  readonly shape: readonly number[];
}

function convolve(
  kernels: KernelModule,
  backend: WasmBackend,
  g: Geometry,
  { x, filter, bias, relu = false, rotated = false, shape }: Operands,
): tf.TensorInfo {
  const { exports } = kernels;
  const y = backend.makeOutput(shape, "float32");
  const geometry = kernels.geometry(g);
  const packed = kernels.scratch("filter", exports.packed_filter_floats(geometry));
  const scratch = kernels.scratch("images", exports.convolve_floats(geometry));
  exports.pack_filter(geometry, addressOf(backend, filter), packed, rotated ? 1 : 0);
  exports.convolve(
    geometry,
    addressOf(backend, x),
    packed,
    bias ? addressOf(backend, bias) : 0,
    addressOf(backend, y),
    scratch,
    relu ? 0 : -Infinity,
  );
  return y;
}
