/**
 * Kernels in tfjs' registry.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/** A kernel of the backend `B`. It never disposes of its inputs, and the caller disposes of its output. */
export type Kernel<B extends object, Output = tf.TensorInfo> = (
  backend: B,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
) => Output;

/** The kernel with one output that is registered under `name` for a backend. */
export function registeredKernel<B extends object>(backendName: string, name: string): Kernel<B> {
  const { kernelFunc } = tf.getKernel(name, backendName);
  return (backend, inputs, attributes) => {
    const output = kernelFunc({ inputs, attrs: attributes, backend });
    if (Array.isArray(output)) throw new TypeError(`${name} has several outputs, expected one`);
    return output;
  };
}

/** The kernels of one backend. */
export class KernelRegistry<B extends object> {
  readonly #name: string;
  readonly #backend: B;

  /**
   * @param name The backend's name in tfjs.
   * @param backend What every kernel gets as its first argument.
   */
  constructor(name: string, backend: B) {
    this.#name = name;
    this.#backend = backend;
  }

  /** Registers a kernel, in place of one with the same name. */
  register(name: string, kernel: Kernel<B, tf.TensorInfo | tf.TensorInfo[]>): void {
    if (tf.getKernel(name, this.#name) !== undefined) tf.unregisterKernel(name, this.#name);
    tf.registerKernel({
      kernelName: name,
      backendName: this.#name,
      kernelFunc: ({ inputs, attrs }) => kernel(this.#backend, inputs, attrs ?? {}),
    });
  }

  /** Replaces a registered kernel by one that is made from it. */
  replace(name: string, make: (registered: Kernel<B>) => Kernel<B>): void {
    this.register(name, make(registeredKernel(this.#name, name)));
  }
}

/** The tensor called `name` among a kernel's inputs. */
export function input(inputs: tf.NamedTensorInfoMap, name: string): tf.TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) throw new TypeError(`missing kernel input ${name}`);
  return tensor;
}

/** The shape called `name` among a kernel's attributes. */
export function shapeAttribute(attributes: tf.NamedAttrMap, name: string): number[] {
  const shape = attributes[name];
  if (!Array.isArray(shape)) throw new TypeError(`missing kernel attribute ${name}`);
  return shape.map(Number);
}
