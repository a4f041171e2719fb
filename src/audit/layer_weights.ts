/**
 * The weights of one layer of a model file, read for ranking or inspection.
 *
 * @module
 */
import { type KernelLayer, kernelRows } from "../checkpoint/mod.ts";
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
  if (isFinite(data)) return { kernel, broken };
  for (let f = 0; f < rows; f++) {
    const row = data.subarray(f * columns, (f + 1) * columns);
    if (!isFinite(row)) {
      broken.push(f);
      row.fill(0);
    }
  }
  return { kernel, broken };
}

function isFinite(values: Float32Array | Float64Array): boolean {
  return values instanceof Float32Array ? isFinite32(values) : isFinite64(values);
}

// 0 * x is 0 for a finite x and NaN for any other. Four sums at once, and one function for each type, because V8 compiles
// this to code that is four times faster.
function isFinite32(values: Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const { length } = values;
  let i = 0;
  for (; i + 3 < length; i += 4) {
    a += 0 * (values[i] ?? 0);
    b += 0 * (values[i + 1] ?? 0);
    c += 0 * (values[i + 2] ?? 0);
    d += 0 * (values[i + 3] ?? 0);
  }
  for (; i < length; i++) a += 0 * (values[i] ?? 0);
  return a + b + c + d === 0;
}

function isFinite64(values: Float64Array): boolean {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += 0 * (values[i] ?? 0);
  return sum === 0;
}
