/**
 * What every reader of model files returns: tensors by name, read on demand.
 *
 * @module
 */
import type { KernelLayer } from "./roles/kernel_layers.ts";
import type { TensorUse } from "./roles/tensor_use.ts";
import type { StoredTensor } from "./stored_tensor.ts";

/** The formats that reports distinguish. */
export type ModelFormat =
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

/** How a model file is read. */
export interface OpenModelFileOptions {
  /**
   * Which network of a file with several: a key of PyTorch's saved dictionary (`generator`, `model.ema`), or the first words of
   * the names of its tensors. Names in reports are without it. @default {those at the usual keys, otherwise all}
   */
  readonly key?: string;
  /**
   * Layers whose kernels are transposed, by their names, for files of PyTorch's names and shapes only, where a kernel
   * [in, out, …] can look like one of [out, in, …]. @default {inferred, and said where it is a guess}
   */
  readonly transposed?: RegExp;
}

/** What a format's reader finds in a file. */
export interface ModelContents {
  /** The file's format. */
  readonly format: ModelFormat;
  /** In the file's order if it is the order of the model's layers, else in natural order of names. */
  readonly tensors: readonly StoredTensor[];
  /** What each tensor is for, by its name. */
  readonly uses: ReadonlyMap<string, TensorUse>;
  /** What users should know about how the file was read, one sentence each. @default {nothing} */
  readonly remarks?: readonly string[];
  /** Bytes of the further files that the reader opened. @default {0} */
  readonly furtherBytes?: number;
  /** Closes the further files that the reader opened. */
  close?(): void;
}

/** An open model file. Its tensors can be read until it is disposed. */
export interface ModelFile extends Disposable {
  /** The file; of a model in several files its main one. */
  readonly path: string;
  /** The file's format, which is detected from its bytes. */
  readonly format: ModelFormat;
  /** In the file's order if it is the order of the model's layers, else in natural order of names. */
  readonly tensors: readonly StoredTensor[];
  /** What each tensor is for, by its name. */
  readonly uses: ReadonlyMap<string, TensorUse>;
  /** How it was opened. */
  readonly options: OpenModelFileOptions;
  /** What users should know about how the file was read, such as a guess; one sentence each. */
  readonly remarks: readonly string[];
  /** The convolutions and dense layers, in the order of `tensors`. Always the same objects. */
  readonly layers: readonly KernelLayer[];
}
