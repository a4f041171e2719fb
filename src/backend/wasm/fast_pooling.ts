/**
 * Max pooling and its gradient by our own kernels.
 *
 * @module
 */

import { input, poolGeometry } from "../geometry.ts";
import { addressOf } from "./interface.ts";
import type { KernelModule } from "./kernel_module.ts";
import type { Kernel } from "./register.ts";

/** Kernel `MaxPool`. */
export function fastMaxPool(kernels: KernelModule, fallback: Kernel): Kernel {
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
 * Kernel `MaxPoolGrad`: to the first maximum of each window.
 *
 * The stock kernel loses the gradient of every window whose maximum is negative, which makes nets that pool before
 * their ReLU or batch normalization learn the wrong thing.
 */
export function fastMaxPoolGradient(kernels: KernelModule): Kernel {
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
