/**
 * Max pooling and its gradient by this project's kernels.
 *
 * @module
 */

import { poolGeometry } from "../geometry.ts";
import { input } from "../kernel.ts";
import { addressOf, type WasmKernel } from "./interface.ts";
import type { KernelModule } from "./kernel_module.ts";

/** Kernel `MaxPool`. */
export function fastMaxPool(kernels: KernelModule, fallback: WasmKernel): WasmKernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    if (x.dtype !== "float32") return fallback(backend, inputs, attributes);
    const g = poolGeometry(x.shape, attributes);
    const y = backend.makeOutput(g.outShape, "float32");
    kernels.exports.max_pool(kernels.geometry(g), addressOf(backend, x), addressOf(backend, y));
    return y;
  };
}

/**
 * Kernel `MaxPoolGrad`: each window's gradient is added at its first maximum.
 *
 * tfjs' kernel loses the gradient of every window whose maximum is negative, so its gradients are wrong for nets that pool
 * before ReLU or batch normalization.
 */
export function fastMaxPoolGradient(kernels: KernelModule): WasmKernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "input");
    const gradient = backend.makeOutput(x.shape, "float32");
    kernels.exports.max_pool_gradient(
      kernels.geometry(poolGeometry(x.shape, attributes)),
      addressOf(backend, input(inputs, "dy")),
      addressOf(backend, x),
      addressOf(backend, input(inputs, "output")),
      addressOf(backend, gradient),
    );
    return gradient;
  };
}
