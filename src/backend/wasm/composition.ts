/**
 * Kernels made of other kernels.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import type { WasmBackend } from "./interface.ts";
import { registeredWasmKernel } from "./register.ts";

/** Runs one registered kernel; its output is freed when the composition ends, unless it is the result. */
export type Run = (
  kernel: string,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
) => tf.TensorInfo;

/**
 * Runs `body` and frees every tensor that it made through `run`, but for its result. The result must not be an input.
 *
 * Works below tfjs' engine, on tensor infos: inside a kernel function the engine neither tracks nor tidies tensors, so
 * an op called there would leak.
 */
export function composition(
  backend: WasmBackend,
  body: (run: Run) => tf.TensorInfo,
): tf.TensorInfo {
  const made: tf.TensorInfo[] = [];
  const run: Run = (kernel, inputs, attributes) => {
    const output = registeredWasmKernel(kernel)(backend, inputs, attributes);
    made.push(output);
    return output;
  };
  let result: tf.TensorInfo | undefined;
  try {
    result = body(run);
    return result;
  } finally {
    for (const tensor of made) if (tensor !== result) backend.disposeData(tensor.dataId);
  }
}

/** Views a tensor in another shape with as many elements. */
export function reshape(run: Run, x: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
  return run("Reshape", { x }, { shape: [...shape] });
}

/** Permutes the axes of a tensor. */
export function transpose(run: Run, x: tf.TensorInfo, perm: readonly number[]): tf.TensorInfo {
  return run("Transpose", { x }, { perm: [...perm] });
}
