/**
 * The parts of tfjs' WebAssembly backend that kernels use. Declared here, because the published types refer to an Emscripten
 * module that the package does not contain.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { Kernel } from "../kernel.ts";

/** The backend's Emscripten module. */
export interface WasmModule {
  /** The raw exports of the instance; `memory` can be imported by another module. */
  readonly asm: { readonly memory: WebAssembly.Memory };
  /** Address of `bytes` fresh bytes, as a signed integer; 0 when the heap is full. */
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** The position of a tensor. */
export interface TensorRecord {
  /** Address of the first element in the module's memory, in bytes. */
  readonly memoryOffset: number;
}

/** The members of tfjs' `BackendWasm` that are used here. */
export interface WasmBackend extends tf.KernelBackend {
  readonly wasm: WasmModule;
  readonly dataIdMap: { get(dataId: tf.DataId): TensorRecord };
  /** Allocates an uninitialized tensor with one reference, owned by the caller. */
  makeOutput(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo;
}

/** A kernel of this backend, with one output by default. */
export type WasmKernel<Output = tf.TensorInfo> = Kernel<WasmBackend, Output>;

function isWasmBackend(backend: object): backend is WasmBackend {
  return "makeOutput" in backend && "dataIdMap" in backend && "wasm" in backend;
}

/**
 * The WebAssembly backend, which must be tfjs' current one.
 *
 * @throws {TypeError} If tfjs runs on another backend.
 */
export function wasmBackend(): WasmBackend {
  const backend = tf.backend();
  if (!isWasmBackend(backend)) {
    throw new TypeError(`expected tfjs' WebAssembly backend, found ${tf.getBackend()}`);
  }
  return backend;
}

/** Address of a tensor's first element. */
export function addressOf(backend: WasmBackend, tensor: tf.TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset;
}

/**
 * Allocates a block of the backend's heap, owned by the caller.
 *
 * @throws {Error} If the heap is full.
 */
export function allocate(backend: WasmBackend, bytes: number): number {
  const address = backend.wasm._malloc(bytes) >>> 0;
  if (address === 0) throw new Error(`the wasm backend's heap has no ${bytes} bytes left`);
  return address;
}

/** The elements of a float32 tensor in the backend's memory. Valid until the next allocation, which may move them. */
export function floats(backend: WasmBackend, tensor: tf.TensorInfo): Float32Array {
  const size = tf.util.sizeFromShape(tensor.shape);
  return new Float32Array(backend.wasm.asm.memory.buffer, addressOf(backend, tensor), size);
}
