/**
 * Batch normalization in training by our own kernels.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import {
  TRAINING_BATCH_NORM,
  TRAINING_BATCH_NORM_GRADIENT,
} from "../patches/batch_normalization.ts";
import { input } from "../geometry.ts";
import { addressOf, type WasmBackend } from "./interface.ts";
import type { KernelModule } from "./kernel_module.ts";

type Kernel = (
  backend: WasmBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
) => tf.TensorInfo[];

function sizes(x: tf.TensorInfo): { rows: number; columns: number } {
  const columns = x.shape.at(-1) ?? 0;
  return { rows: tf.util.sizeFromShape(x.shape) / columns, columns };
}

function scratch(kernels: KernelModule, columns: number): number {
  return kernels.scratch("sums", kernels.exports.batch_norm_floats(columns));
}

/** Kernel `TrainingBatchNorm`; see `batch_normalization.ts`. */
function batchNorm(kernels: KernelModule): Kernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    const { rows, columns } = sizes(x);
    const y = backend.makeOutput(x.shape, "float32");
    const mean = backend.makeOutput([columns], "float32");
    const variance = backend.makeOutput([columns], "float32");
    kernels.exports.batch_norm(
      addressOf(backend, x),
      addressOf(backend, input(inputs, "scale")),
      addressOf(backend, input(inputs, "offset")),
      addressOf(backend, y),
      addressOf(backend, mean),
      addressOf(backend, variance),
      scratch(kernels, columns),
      rows,
      columns,
      Number(attributes["epsilon"]),
    );
    return [y, mean, variance];
  };
}

/** Kernel `TrainingBatchNormGrad`; see `batch_normalization.ts`. */
function batchNormGradient(kernels: KernelModule): Kernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    const { rows, columns } = sizes(x);
    const dx = backend.makeOutput(x.shape, "float32");
    const dscale = backend.makeOutput([columns], "float32");
    const doffset = backend.makeOutput([columns], "float32");
    kernels.exports.batch_norm_gradient(
      addressOf(backend, input(inputs, "dy")),
      addressOf(backend, x),
      addressOf(backend, input(inputs, "scale")),
      addressOf(backend, input(inputs, "mean")),
      addressOf(backend, input(inputs, "variance")),
      addressOf(backend, dx),
      addressOf(backend, dscale),
      addressOf(backend, doffset),
      scratch(kernels, columns),
      rows,
      columns,
      Number(attributes["epsilon"]),
    );
    return [dx, dscale, doffset];
  };
}

/** Registers both. */
export function registerFastBatchNorm(backend: WasmBackend, kernels: KernelModule): void {
  const register = (name: string, kernel: Kernel) =>
    tf.registerKernel({
      kernelName: name,
      backendName: "wasm",
      kernelFunc: ({ inputs, attrs }) => kernel(backend, inputs, attrs ?? {}),
    });
  register(TRAINING_BATCH_NORM, batchNorm(kernels));
  register(TRAINING_BATCH_NORM_GRADIENT, batchNormGradient(kernels));
}
