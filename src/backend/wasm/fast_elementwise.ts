/**
 * ReLU, its gradient, and the gradient of a bias by our own kernels.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { input } from "../geometry.ts";
import { addressOf } from "./interface.ts";
import type { KernelModule } from "./kernel_module.ts";
import type { Kernel } from "./register.ts";

/** Kernel `Relu`. */
export function fastRelu(kernels: KernelModule, fallback: Kernel): Kernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    if (x.dtype !== "float32") return fallback(backend, inputs, attributes);
    const y = backend.makeOutput(x.shape, "float32");
    const count = tf.util.sizeFromShape(x.shape);
    kernels.exports.relu(addressOf(backend, x), addressOf(backend, y), count);
    return y;
  };
}

/** Kernel `ReluGrad`, which stock tfjs has not: inputs `dy` and `x`, output `dy` where `x` is positive, else 0. */
export function reluGradient(kernels: KernelModule): Kernel {
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
export function fastSum(kernels: KernelModule, fallback: Kernel): Kernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    const axes = tf.util.parseAxisParam(attributes["axis"] as number | number[], x.shape);
    const columns = x.shape.at(-1) ?? 0;
    const taken = x.dtype === "float32" && columns > 0 && x.shape.length >= 2 &&
      axes.length === x.shape.length - 1 && axes.every((axis, i) => axis === i) &&
      attributes["keepDims"] !== true;
    if (!taken) return fallback(backend, inputs, attributes);
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
