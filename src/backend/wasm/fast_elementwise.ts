/**
 * ReLU, its gradient, sums and copies by this project's kernels.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { input } from "../kernel.ts";
import { addressOf, type WasmBackend, type WasmKernel } from "./interface.ts";
import type { KernelModule } from "./kernel_module.ts";

/** Kernel `Relu`. */
export function fastRelu(kernels: KernelModule, fallback: WasmKernel): WasmKernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    if (x.dtype !== "float32") return fallback(backend, inputs, attributes);
    const y = backend.makeOutput(x.shape, "float32");
    const count = tf.util.sizeFromShape(x.shape);
    kernels.exports.relu(addressOf(backend, x), addressOf(backend, y), count);
    return y;
  };
}

/** Kernel `ReluGrad`, which tfjs does not have: inputs `dy` and `x`, output `dy` where `x` is positive, 0 elsewhere. */
export function reluGradient(kernels: KernelModule): WasmKernel {
  return (backend, inputs) => {
    const x = input(inputs, "x");
    const dx = backend.makeOutput(x.shape, "float32");
    kernels.exports.relu_gradient(
      addressOf(backend, input(inputs, "dy")),
      addressOf(backend, x),
      addressOf(backend, dx),
      tf.util.sizeFromShape(x.shape),
    );
    return dx;
  };
}

/** Kernel `Sum` over all axes but the last: the gradient of a bias. */
export function fastSum(kernels: KernelModule, fallback: WasmKernel): WasmKernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    const axes = tf.util.parseAxisParam(attributes["axis"] as number | number[], x.shape);
    const columns = x.shape.at(-1) ?? 0;
    const isSupported = x.dtype === "float32" && columns > 0 && x.shape.length >= 2 &&
      axes.length === x.shape.length - 1 && axes.every((axis, i) => axis === i) &&
      attributes["keepDims"] !== true;
    if (!isSupported) return fallback(backend, inputs, attributes);
    const sums = backend.makeOutput([columns], "float32");
    const scratch = kernels.scratch("sums", 2 * columns);
    kernels.exports.sum_rows(
      addressOf(backend, x),
      addressOf(backend, sums),
      scratch,
      tf.util.sizeFromShape(x.shape) / columns,
      columns,
    );
    return sums;
  };
}

/** Kernel `Identity`: another tensor with the same data, which never changes. tfjs' kernel copies: 5 % of a training step. */
export function identity(backend: WasmBackend, inputs: tf.NamedTensorInfoMap): tf.TensorInfo {
  const { dataId, shape, dtype } = input(inputs, "x");
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}
