/**
 * The variables of a model.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/**
 * The variables of a model by the names under which they are saved (`conv2/kernel`). Unlike `variable.name`, which tfjs
 * makes unique among all models of a process, these are the same wherever the model is loaded.
 *
 * @param model Any model.
 * @returns The model's own variables, not copies, in the order of `model.weights`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { namedVariables } from "./mod.ts";
 *
 * const model = tf.sequential({
 *   layers: [tf.layers.dense({ name: "d", units: 2, inputShape: [3] })],
 * });
 * assert.deepEqual(namedVariables(model).map(([name]) => name), ["d/kernel", "d/bias"]);
 * ```
 */
export function namedVariables(model: tf.LayersModel): (readonly [string, tf.Variable])[] {
  return model.weights.flatMap((weight) => {
    const variable = weight.read(); // typed Tensor, but the variable itself
    return variable instanceof tf.Variable ? [[weight.originalName, variable] as const] : [];
  });
}

/**
 * The variables of a model that training changes: not batch norm's running statistics, no frozen layer.
 *
 * @param model Any model.
 * @returns The model's own variables, in the order of `model.weights`.
 *
 * @example A batch norm has four variables and trains two
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { trainableVariables } from "./mod.ts";
 *
 * const model = tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape: [3] })] });
 * assert.equal(trainableVariables(model).length, 2);
 * ```
 */
export function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  const trainable = new Set(model.trainableWeights.map(({ originalName }) => originalName));
  return namedVariables(model).flatMap(([name, variable]) => trainable.has(name) ? [variable] : []);
}
