/**
 * Batch normalization in training by this project's kernels; see `patches/batch_normalization.ts`.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { input } from "../kernel.ts";
import { addressOf, type WasmKernel } from "./interface.ts";
import type { KernelModule } from "./kernel_module.ts";

function sizes(x: tf.TensorInfo): { rows: number; columns: number } {
  const columns = x.shape.at(-1) ?? 0;
  return { rows: tf.util.sizeFromShape(x.shape) / columns, columns };
}

function scratch(kernels: KernelModule, columns: number): number {
  return kernels.scratch("sums", kernels.exports.batch_norm_floats(columns));
}

/** Kernel `TrainingBatchNorm`. */
export function fastBatchNorm(kernels: KernelModule): WasmKernel<tf.TensorInfo[]> {
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

/** Kernel `TrainingBatchNormGrad`. */
export function fastBatchNormGradient(kernels: KernelModule): WasmKernel<tf.TensorInfo[]> {
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
