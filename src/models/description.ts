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

/** @param convolutions The model's convolutions, as `filterGraph(model).layers` lists them. */
export function describeModel(
  model: tf.LayersModel,
  convolutions: Iterable<{ readonly filters: number }>,
): ModelDescription {
  const sizes = model.trainableWeights.map(({ shape }) =>
    shape.reduce<number>((product, size) => product * (size ?? 1), 1)
  );
  return Object.freeze({
    name: model.name,
    parameters: sizes.reduce((sum, size) => sum + size, 0),
    filters: [...convolutions].reduce((sum, { filters }) => sum + filters, 0),
  });
}
