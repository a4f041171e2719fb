/**
 * Model files of other programs and of our own: their tensors, their layers, and their filters as matrices.
 *
 * This module reads only and does not load tfjs. `tfjs_models.ts` reads and writes complete TF.js models that can run.
 *
 * @module
 */
export type { Matrix } from "../linalg/mod.ts";
export type { DType } from "./dtype.ts";
export type { ModelFile, ModelFormat, OpenModelFileOptions } from "./model_file.ts";
export { openModelFile } from "./open_model_file.ts";
export type { Composition } from "./roles/compose_weight.ts";
export type { KernelAxes } from "./roles/kernel_axes.ts";
export type { KernelLayer } from "./roles/kernel_layers.ts";
export { kernelRows } from "./roles/kernel_rows.ts";
export type { GuessedFact, KernelUse, TensorUse } from "./roles/tensor_use.ts";
export { sizeOf, type StoredTensor } from "./stored_tensor.ts";
