/**
 * Model files: how they are read and written, one file a format.
 *
 * `openCheckpoint` reads other programs' weights, without tfjs; `readModel` and `writeModel` handle whole models of our own.
 *
 * @module
 */
export type { Checkpoint as ModelFile, CheckpointFormat, StoredTensor } from "./checkpoint.ts";
export type { DType } from "./dtype.ts";
export { type KernelLayer, kernelLayers, kernelRows } from "./kernel_layers.ts";
export { openCheckpoint } from "./open_checkpoint.ts";
export type { KernelAxes, KernelUse, TensorUse } from "./tensor_use.ts";
export { type ModelExtras, type ReadModel, readModel, writeModel } from "./tfjs_model.ts";
