/**
 * A checkpoint's size in numbers.
 *
 * @module
 */
import { type Checkpoint, sizeOf } from "../checkpoint/model_file.ts";
import { kernelLayers } from "../checkpoint/roles/kernel_layers.ts";

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
export function modelSize(path: string, checkpoint: Checkpoint): ModelSize {
  const { format, tensors, uses } = checkpoint;
  const convolutions = kernelLayers(checkpoint).filter(({ kind }) => kind !== "dense");
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
