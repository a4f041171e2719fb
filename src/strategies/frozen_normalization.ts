import type * as tf from "@tensorflow/tfjs";
import { layerApplications } from "../filters/mod.ts";

/**
 * Makes the frozen batch normalization layers of a model use their moving averages in training, too, and leave them as
 * they are, as in Keras. In tfjs a layer with `trainable: false`, or in such a model, normalizes by the batch and moves its
 * averages, so that a frozen network has other outputs in each step.
 *
 * The layers' method `call` is replaced until this is disposed of. All other layers are left alone.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * const norm = tf.layers.batchNormalization({ inputShape: [1], trainable: false });
 * const model = tf.sequential({ layers: [norm] });
 * const x = tf.tensor2d([[3], [5]]);
 * const inTraining = () => (model.apply(x, { training: true }) as tf.Tensor).dataSync()[0] ?? 0;
 * {
 *   using frozen = new FrozenNormalization(model);
 *   assert.ok(Math.abs(inTraining() - 3) < 0.01); // mean 0, variance 1
 * }
 * assert.ok(Math.abs(inTraining() + 1) < 0.01); // the batch's mean 4, deviation 1
 * ```
 */
export class FrozenNormalization implements Disposable {
  readonly #layers: readonly tf.layers.Layer[];

  /**
   * Replaces the layers' methods.
   *
   * @param model The model that will be trained.
   */
  constructor(model: tf.LayersModel) {
    const frozen = layerApplications(model).applications.filter(({ layer, trainable }) =>
      !trainable && layer.getClassName() === "BatchNormalization"
    );
    this.#layers = [...new Set(frozen.map(({ layer }) => layer))];
    for (const layer of this.#layers) {
      const { call } = layer;
      layer.call = (inputs, options) => call.call(layer, inputs, { ...options, training: false });
    }
  }

  /** Gives the layers their own methods back. */
  [Symbol.dispose](): void {
    for (const layer of this.#layers) Reflect.deleteProperty(layer, "call");
  }
}
