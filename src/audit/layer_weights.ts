/**
 * The weights of one layer of a model file, read for ranking or inspection.
 *
 * @module
 */
import { type KernelLayer, kernelRows } from "../checkpoint/mod.ts";
import { allFinite } from "../finite.ts";
import type { Matrix } from "../linalg/mod.ts";

/** A layer's filters with finite weights only, and which filters had others. */
export interface LayerWeights {
  /** One filter a row, shape [filters, fanIn]. Filters with NaN or infinite weights are all zeros here. */
  readonly kernel: Matrix;
  /** Indices of the filters with NaN or infinite weights, ascending. */
  readonly broken: readonly number[];
}

/**
 * Reads a layer's filters.
 *
 * @param layer A layer of an open model file.
 * @returns The filters as a matrix.
 * @throws {InputError} If the file turns out to be damaged.
 */
export function layerWeights(layer: KernelLayer): LayerWeights {
  const kernel = kernelRows(layer);
  const { rows, columns, data } = kernel;
  const broken: number[] = [];
  if (allFinite(data)) return { kernel, broken };
  for (let f = 0; f < rows; f++) {
    const row = data.subarray(f * columns, (f + 1) * columns);
    if (!allFinite(row)) {
      broken.push(f);
      row.fill(0);
    }
  }
  return { kernel, broken };
}
