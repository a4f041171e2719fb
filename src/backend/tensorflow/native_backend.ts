/**
 * tfjs-node's backend with what our kernels need on top.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { Runtime } from "./runtime.ts";
import { createBinding } from "./binding.ts";
import { NodeJSKernelBackend } from "./tfjs_node.ts";

/** tfjs on TensorFlow. */
export class NativeBackend extends NodeJSKernelBackend {
  readonly #runtime: Runtime;
  readonly #companions = new Map<tf.DataId, tf.Tensor>();

  constructor(runtime: Runtime) {
    const gpu = runtime.isOnGpu ? "-gpu" : "";
    super(createBinding(runtime), `@tensorflow/tfjs-node${gpu}`);
    this.#runtime = runtime;
  }

  /** Whether this TensorFlow has an operation, for the device in use. */
  has(operation: string): boolean {
    return this.#runtime.has(operation);
  }

  /** Keeps `companion` for as long as the data of `tensor`: what a gradient needs besides the tensor itself. */
  accompany(tensor: tf.TensorInfo, companion: tf.Tensor): void {
    this.#companions.set(tensor.dataId, tf.keep(companion));
  }

  /** What was kept with a tensor. */
  companion(tensor: tf.TensorInfo): tf.Tensor | undefined {
    return this.#companions.get(tensor.dataId);
  }

  override disposeData(dataId: tf.DataId, force?: boolean): boolean {
    const gone = super.disposeData(dataId, force);
    if (gone) {
      const companion = this.#companions.get(dataId);
      this.#companions.delete(dataId);
      companion?.dispose();
    }
    return gone;
  }
}
