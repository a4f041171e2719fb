/**
 * Model files: how they are read and written, one file a format.
 *
 * `openCheckpoint` reads other programs' weights, without tfjs; `readModel` and `writeModel` handle whole models of our own.
 *
 * @module
 */
export type { Checkpoint as ModelFile, CheckpointFormat, StoredTensor } from "./model_file.ts";
export type { DType } from "./dtype.ts";
export { type KernelLayer, kernelLayers, kernelRows } from "./roles/kernel_layers.ts";
export { openCheckpoint } from "./open_model_file.ts";
export type { KernelAxes, KernelUse, TensorUse } from "./roles/tensor_use.ts";
export { type ModelExtras, type ReadModel, readModel, writeModel } from "./tfjs_models.ts";
