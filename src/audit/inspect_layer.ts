/**
 * What one layer's filters say of its room and redundancy.
 *
 * @module
 */
import type { KernelLayer } from "../checkpoint/mod.ts";
import { rowNorms } from "../criteria/l2.ts";
import { cosines } from "../linalg/cosines.ts";
import type { Matrix } from "../linalg/matrix.ts";
import { siblings } from "../linalg/siblings.ts";
import { singularValues } from "../linalg/singular_values.ts";
import { median } from "../median.ts";
import { layerWeights } from "./audited_layer.ts";

/** A pair of filters that are nearly parallel. */
export interface DuplicatePair {
  readonly filters: readonly [number, number];
  /** With its sign. */
  readonly cosine: number;
}

/** What is measured of a layer. */
export interface LayerInspection {
  readonly layer: KernelLayer;
  /** Numerical rank of the filters, at NumPy's tolerance: max(J, d) epsilon times the largest singular value. */
  readonly rank: number;
  /** exp of the entropy of the singular values over their sum (Roy & Vetterli 2007). */
  readonly effectiveRank: number;
  /** Dimensions that no filter reaches: fan-in - rank. */
  readonly nullDimension: number;
  /** How many filters can be re-initialized orthogonal to survivors, their old values and each other. */
  readonly room: number;
  /** Filters whose norm is negligible, ascending. */
  readonly deadFilters: readonly number[];
  /** Filters with NaN or infinite weights, ascending; they count as zero in all else. */
  readonly brokenFilters: readonly number[];
  /** Most parallel first, at most {@linkcode MOST_PAIRS}. */
  readonly duplicates: readonly DuplicatePair[];
  /** How many pairs there are in all. */
  readonly duplicateCount: number;
  /** Sum of equation 2 over the layer's filters. */
  readonly orthoSum: number;
  /** Euclidean norm of each filter. */
  readonly kernelNorms: Float64Array;
}

/** Pairs that are listed for a layer: a collapsed one of 2,048 filters has two million. */
export const MOST_PAIRS = 1000;

/** What counts as duplicate and as dead. */
export interface InspectOptions {
  /** Pairs with a larger |cosine| are duplicates. @default {0.99} */
  readonly duplicateAbove?: number;
  /** Filters with a smaller norm, as a fraction of the layer's median norm, are dead. @default {1e-3} */
  readonly deadBelow?: number;
}

/**
 * Measures a layer.
 *
 * @throws {InputError} If the file turns out to be damaged.
 */
export function inspectLayer(
  layer: KernelLayer,
  { duplicateAbove = 0.99, deadBelow = 1e-3 }: InspectOptions = {},
): LayerInspection {
  const { kernel, broken } = layerWeights(layer);
  const values = singularValues(kernel);
  const rank = numericalRank(kernel, values);
  const nullDimension = layer.fanIn - rank;
  const all = cosines(kernel);
  const kernelNorms = rowNorms(kernel);
  const unbroken = kernelNorms.filter((_, filter) => !broken.includes(filter));
  const least = deadBelow * median(unbroken);
  const pairs = duplicatePairs(all, duplicateAbove);
  return {
    layer,
    rank,
    effectiveRank: effectiveRank(values),
    nullDimension,
    room: Math.min(layer.filters, nullDimension),
    deadFilters: Array.from(kernelNorms.keys()).filter((filter) => {
      const norm = kernelNorms[filter] ?? 0;
      return (norm < least || norm === 0) && !broken.includes(filter);
    }),
    brokenFilters: broken,
    duplicates: pairs.slice(0, MOST_PAIRS),
    duplicateCount: pairs.length,
    orthoSum: siblings(kernel).orthogonality.reduce((sum, score) => sum + score, 0),
    kernelNorms,
  };
}

/** As `rank` of src/linalg, from singular values that are there already. */
function numericalRank({ rows, columns, data }: Matrix, values: Float64Array): number {
  const epsilon = data instanceof Float32Array ? 2 ** -23 : 2 ** -52;
  const threshold = (values[0] ?? 0) * Math.max(rows, columns) * epsilon;
  return values.filter((value) => value > threshold).length;
}

function effectiveRank(values: Float64Array): number {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  const entropy = values.reduce((sum, value) => {
    const share = value / total;
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
  return Math.exp(entropy);
}

function duplicatePairs({ rows, data }: Matrix, above: number): DuplicatePair[] {
  const pairs: DuplicatePair[] = [];
  for (let f = 0; f < rows; f++) {
    for (let g = f + 1; g < rows; g++) {
      const cosine = data[f * rows + g] ?? 0;
      if (Math.abs(cosine) > above) pairs.push({ filters: [f, g], cosine });
    }
  }
  return pairs.sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine));
}
