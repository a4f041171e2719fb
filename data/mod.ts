/**
 * Data sets and batches: {@linkcode loadDataset} reads images, {@linkcode split} sets some aside for validation,
 * {@linkcode normalizationOf} measures their mean and deviation, and {@linkcode Batches} makes batches of them.
 *
 * @module
 */

export { Rng } from "../src/rng.ts";
export type { Augmentation } from "./augment.ts";
export { Batches, type BatchesOptions } from "./batches.ts";
export { loadDataset, type LoadOptions } from "./dataset.ts";
export { digestOf } from "./digest.ts";
export type { RemoteFile } from "./download.ts";
export { type Dataset, type Images, pick, type Progress } from "./images.ts";
export type { Batch, BatchSource, FieldValues, ImageBatch } from "./batch.ts";
export { type Cifar100Labels, cifar100Labels, datasetNames } from "./names.ts";
export { type Normalization, normalizationOf } from "./normalization.ts";
export { SHAPE_CLASSES, shapes, type ShapesOptions } from "./shapes.ts";
export { type Split, split } from "./split.ts";
