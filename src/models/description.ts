/**
 * A model in three facts, for reports.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";

/** What reports say of a model. */
export interface ModelDescription {
  /** The model's own name, such as `c3-32`. */
  readonly name: string;
  /** Trainable values; batch norm's running statistics are left out. */
  readonly parameters: number;
  /** Filters of all convolutions. */
  readonly filters: number;
}

/**
 * How many trainable values a model has.
 *
 * @param model Any model.
 * @returns The number of values; batch norm's running statistics are left out.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { parametersOf } from "./mod.ts";
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
 * assert.equal(parametersOf(model), 3 * 2 + 2);
 * ```
 */
export function parametersOf(model: tf.LayersModel): number {
  return model.trainableWeights.reduce(
    (total, { shape }) => total + shape.reduce<number>((product, size) => product * (size ?? 1), 1),
    0,
  );
}

/**
 * What reports say of a model.
 *
 * @param model Any model.
 * @param convolutions The model's convolutions, as `filterGraph(model).layers` lists them.
 * @returns Plain data.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Rng } from "../rng.ts";
 * import { buildModel, describeModel } from "./mod.ts";
 *
 * const model = buildModel("c2-4", { inputShape: [8, 8, 1], classes: 2, rng: new Rng(1) });
 * const convolutions = [{ filters: 4 }, { filters: 4 }];
 * assert.deepEqual(describeModel(model, convolutions), {
 *   name: "c2-4",
 *   parameters: (9 + 1) * 4 + (36 + 1) * 4 + (4 * 4 * 4 + 1) * 2,
 *   filters: 8,
 * });
 * ```
 */
export function describeModel(
  model: tf.LayersModel,
  convolutions: Iterable<{ readonly filters: number }>,
): ModelDescription {
  return {
    name: model.name,
    parameters: parametersOf(model),
    filters: [...convolutions].reduce((sum, { filters }) => sum + filters, 0),
  };
}
