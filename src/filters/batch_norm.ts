/**
 * The batch normalization that belongs to a convolution.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import type { Role } from "./slice.ts";

/** A batch normalization: `gamma (x - mean) / sqrt(variance + epsilon) + beta`, one value of each per channel. */
export interface BatchNorm {
  /** The layer's name; in a nested model `MODEL/LAYER`. */
  readonly name: string;
  /** The scale; absent where the layer was built with `scale: false`. */
  readonly gamma?: tf.Variable;
  /** The offset; absent where the layer was built with `center: false`. */
  readonly beta?: tf.Variable;
  /** The running mean of the channel. */
  readonly movingMean: tf.Variable;
  /** The running variance of the channel. */
  readonly movingVariance: tf.Variable;
  /** Added to the variance before its root is taken. */
  readonly epsilon: number;
}

/** A batch normalization and the applications of its layer, by their index in the model. */
export interface BatchNormUse {
  readonly norm: BatchNorm;
  readonly applications: readonly number[];
}

/** The variables of a batch normalization with their roles. */
export function batchNormVariables(
  { gamma, beta, movingMean, movingVariance }: BatchNorm,
): (readonly [Role, tf.Variable])[] {
  return [
    ...(gamma === undefined ? [] : [["gamma", gamma] as const]),
    ...(beta === undefined ? [] : [["beta", beta] as const]),
    ["movingMean", movingMean],
    ["movingVariance", movingVariance],
  ];
}

/**
 * The scales (gamma) of the batch normalization that belongs to a convolution.
 *
 * @param graph A {@linkcode FilterGraph}: its `batchNormOf` finds the batch normalization.
 * @param layer The convolution's name.
 * @returns A copy, one value per filter; undefined if no batch normalization reads exactly this layer's filters, or it
 * has no scale.
 * @throws {RangeError} If the model has no such convolution.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { batchNormScales, filterGraph } from "./mod.ts";
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ name: "conv", filters: 2, kernelSize: 3, inputShape: [8, 8, 1] }),
 *     tf.layers.batchNormalization(),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 2 }),
 *   ],
 * });
 * assert.deepEqual(await batchNormScales(filterGraph(model), "conv"), Float32Array.of(1, 1));
 * ```
 */
export async function batchNormScales(
  graph: { batchNormOf(layer: string): BatchNorm | undefined },
  layer: string,
): Promise<Float32Array | undefined> {
  const gamma = graph.batchNormOf(layer)?.gamma;
  return gamma && (await gamma.data<"float32">()).slice();
}
