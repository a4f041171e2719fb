/**
 * Kernels of our own for the native backend.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "./tensorflow/binding/native_backend.ts";

/** A kernel with one output. Inputs are tensors, which stay the caller's. */
export type Kernel = (
  backend: NativeBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
) => tf.TensorInfo;

/** Registers `kernel` under `name` for the native backend, in place of the one that is there. */
export function registerNativeKernel(backend: NativeBackend, name: string, kernel: Kernel): void {
  if (tf.getKernel(name, "tensorflow") !== undefined) tf.unregisterKernel(name, "tensorflow");
  tf.registerKernel({
    kernelName: name,
    backendName: "tensorflow",
    kernelFunc: ({ inputs, attrs }) => kernel(backend, inputs, attrs ?? {}),
  });
}

/** The kernel that is registered under `name` for the native backend. */
export function registeredNativeKernel(name: string): Kernel {
  const { kernelFunc } = tf.getKernel(name, "tensorflow");
  return (backend, inputs, attributes) => {
    const output = kernelFunc({ inputs, attrs: attributes, backend });
    if (Array.isArray(output)) throw new TypeError(`${name} has several outputs, expected one`);
    return output;
  };
}
