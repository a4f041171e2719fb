/**
 * Kernels that are composed of other kernels.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { registeredKernel } from "../kernel.ts";
import type { WasmBackend } from "./interface.ts";

/** Runs a registered kernel. Its output is freed when the composition ends, unless it is the result. */
export type Run = (
  kernel: string,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
) => tf.TensorInfo;

/**
 * Runs `body`, and frees every tensor that it made with `run` except the result. The result must not be an input.
 *
 * This works on tensor infos, without tfjs' engine: while a kernel runs, the engine neither tracks nor tidies tensors, so
 * that an op called there would leak.
 */
export function composition(
  backend: WasmBackend,
  body: (run: Run) => tf.TensorInfo,
): tf.TensorInfo {
  const made: tf.TensorInfo[] = [];
  const run: Run = (kernel, inputs, attributes) => {
    const output = registeredKernel<WasmBackend>("wasm", kernel)(backend, inputs, attributes);
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
