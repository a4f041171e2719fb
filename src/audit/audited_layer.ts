/**
 * One layer of a checkpoint, read for ranking or inspection.
 *
 * @module
 */
import { type KernelLayer, kernelRows } from "../checkpoint/kernel_layers.ts";
import type { Matrix } from "../linalg/mod.ts";

/** A layer's filters, all of them finite. */
export interface LayerWeights {
  /** One filter a row, shape [filters, fanIn]. Filters with weights that are not finite are zero here. */
  readonly kernel: Matrix;
  /** Filters with NaN or infinite weights, ascending. */
  readonly broken: readonly number[];
}

/**
 * Reads a layer's filters.
 *
 * @throws {InputError} If the file turns out to be damaged.
 */
export function layerWeights(layer: KernelLayer): LayerWeights {
  const kernel = kernelRows(layer);
  const { rows, columns, data } = kernel;
  const broken: number[] = [];
  for (let f = 0; f < rows; f++) {
    const row = data.subarray(f * columns, (f + 1) * columns);
    if (!row.every(Number.isFinite)) {
      broken.push(f);
      row.fill(0);
    }
  }
  return { kernel, broken };
}
