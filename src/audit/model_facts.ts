/**
 * A checkpoint's size in numbers.
 *
 * @module
 */
import { type ModelFile, sizeOf } from "../checkpoint/mod.ts";

/** What a report says of a checkpoint as a whole. */
export interface ModelSize {
  readonly path: string;
  readonly format: string;
  /** Trainable values. */
  readonly parameters: number;
  /** Filters of all convolutions. */
  readonly filters: number;
  readonly convolutions: number;
}

/** The size of a checkpoint. */
export function modelSize(path: string, file: ModelFile): ModelSize {
  const { format, tensors, uses, layers } = file;
  const convolutions = layers.filter(({ kind }) => kind !== "dense");
  const trainable = tensors.filter(({ name }) =>
    (uses.get(name)?.op ?? "statistic") !== "statistic"
  );
  return {
    path,
    format,
    parameters: trainable.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    filters: convolutions.reduce((sum, { filters }) => sum + filters, 0),
    convolutions: convolutions.length,
  };
}
