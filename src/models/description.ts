/**
 * A model in three facts, for reports.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";

/** What reports say of a model. */
export interface ModelDescription {
  readonly name: string;
  /** Trainable values; batch norm's running statistics are left out. */
  readonly parameters: number;
  /** Filters of all convolutions. */
  readonly filters: number;
}

/** How many trainable values a model has; batch norm's running statistics are left out. */
export function parametersOf(model: tf.LayersModel): number {
  return model.trainableWeights.reduce(
    (total, { shape }) => total + shape.reduce<number>((product, size) => product * (size ?? 1), 1),
    0,
  );
}

/** @param convolutions The model's convolutions, as `filterGraph(model).layers` lists them. */
export function describeModel(
  model: tf.LayersModel,
  convolutions: Iterable<{ readonly filters: number }>,
): ModelDescription {
  return Object.freeze({
    name: model.name,
    parameters: parametersOf(model),
    filters: [...convolutions].reduce((sum, { filters }) => sum + filters, 0),
  });
}
