/**
 * Puts kernels of our own into tfjs' registry.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { WasmBackend } from "./interface.ts";

/** A kernel of the WebAssembly backend with one output. */
export type Kernel = (
  backend: WasmBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
) => tf.TensorInfo;

/** Registers `kernel` under `name` for the WebAssembly backend, in place of the one that is there. */
export function registerWasmKernel(backend: WasmBackend, name: string, kernel: Kernel): void {
  const config: tf.KernelConfig = {
    kernelName: name,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => kernel(backend, inputs, attrs ?? {}),
  };
  if (tf.getKernel(name, "wasm") !== undefined) tf.unregisterKernel(name, "wasm");
  tf.registerKernel(config);
}

/** The kernel that is registered under `name` for the WebAssembly backend. */
export function registeredWasmKernel(name: string): Kernel {
  const { kernelFunc } = tf.getKernel(name, "wasm");
  return (backend, inputs, attributes) => {
    const output = kernelFunc({ inputs, attrs: attributes, backend });
    if (Array.isArray(output)) throw new TypeError(`${name} has several outputs, expected one`);
    return output;
  };
}
