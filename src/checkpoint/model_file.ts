/**
 * What every reader of model files gives: tensors by name, read when they are asked for.
 *
 * @module
 */
import type { DType } from "./dtype.ts";
import type { TensorUse } from "./roles/tensor_use.ts";

/** The formats that are told apart. */
export type CheckpointFormat =
  | "safetensors"
  | "pytorch"
  | "pytorch-legacy"
  | "keras"
  | "keras-h5"
  | "keras-weights-h5"
  | "onnx"
  | "tfjs-layers"
  | "tfjs-graph"
  | "npz"
  | "npy";

/** One array of a model file. */
export interface StoredTensor {
  /** The file's own name. */
  readonly name: string;
  /** Sizes of its axes; empty for a single number. */
  readonly shape: readonly number[];
  /** How the file stores it. */
  readonly dtype: DType;
  /**
   * Reads and converts its numbers, row-major.
   *
   * @throws {InputError} If the file turns out to be damaged.
   */
  read(): Float32Array | Float64Array;
}

/** An open model file. */
export interface Checkpoint extends Disposable {
  /** The file, or the folder's main file. */
  readonly path: string;
  readonly format: CheckpointFormat;
  /** In the file's order where that is the model's, else in natural order of names. */
  readonly tensors: readonly StoredTensor[];
  /** What the file itself says a tensor is for, by the tensor's name. Empty where a format says nothing. */
  readonly uses: ReadonlyMap<string, TensorUse>;
}

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
