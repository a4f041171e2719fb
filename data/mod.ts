/**
 * Data sets and the batch pipeline: `loadDataset` reads, `split` and `normalizationOf` prepare, `Batches` feeds.
 *
 * @module
 */

export type { Augmentation } from "./augment.ts";
export { Batches, type BatchesOptions } from "./batches.ts";
export { loadDataset, type LoadOptions } from "./dataset.ts";
export { digestOf } from "./digest.ts";
export { type Normalization, normalizationOf } from "./normalization.ts";
export { type Dataset, type Images, pick, type Progress } from "./images.ts";
export type { Batch, BatchSource, FieldValues, ImageBatch } from "./batch.ts";
export { SHAPE_CLASSES, shapes, type ShapesOptions } from "./shapes.ts";
export { type Split, split } from "./split.ts";
