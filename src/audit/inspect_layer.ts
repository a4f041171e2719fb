/**
 * Measures the redundancy of one layer's filters.
 *
 * @module
 */
import type { KernelLayer } from "../checkpoint/mod.ts";

import { numericalRank, rowNorms, siblings } from "../linalg/mod.ts";
import { median } from "../median.ts";
import type { InspectedLayer } from "../report/mod.ts";
import { duplicatePairs } from "./duplicate_pairs.ts";
import { layerWeights } from "./layer_weights.ts";
import { layerFacts } from "./model_file_facts.ts";
import { spectrum } from "./spectrum.ts";

/** Which filters count as duplicates and which as dead. */
export interface InspectLayerOptions {
  /** Pairs of filters with a larger |cosine| are duplicates. @default {0.99} */
  readonly duplicateAbove?: number;
  /** Filters whose norm is below this fraction of the layer's median norm are dead. @default {1e-3} */
  readonly deadBelow?: number;
}

/**
 * Measures a layer: its rank, the dimensions left for new filters, dead filters, duplicates, and the sum of eq. 2.
 *
 * @param layer A layer of an open model file, with at least one weight.
 * @param options Which filters count as duplicates and which as dead.
 * @returns The layer as reports give it. Filters with NaN or infinite weights count as zero.
 * @throws {InputError} If the file turns out to be damaged.
 */
export function inspectLayer(
  layer: KernelLayer,
  { duplicateAbove = 0.99, deadBelow = 1e-3 }: InspectLayerOptions = {},
): InspectedLayer {
  const { kernel, broken } = layerWeights(layer);
  const values = spectrum(kernel);
  const rank = numericalRank(kernel, values);
  const nullDimension = layer.fanIn - rank;
  const norms = rowNorms(kernel);
  const { orthogonality, cosine } = siblings(kernel);
  const duplicates = duplicatePairs(kernel, cosine, duplicateAbove);
  return {
    ...layerFacts(layer),
    rank,
    effectiveRank: effectiveRank(values),
    nullDimension,
    // New filters are orthogonal to the survivors' span, to the old filters and to each other: one for each dimension.
    room: Math.min(layer.filters, nullDimension),
    deadFilters: deadFilters(norms, broken, deadBelow),
    brokenFilters: [...broken],
    duplicates: duplicates.pairs,
    duplicateCount: duplicates.count,
    orthoSum: orthogonality.reduce((sum, score) => sum + score, 0),
    kernelNorms: [...norms],
  };
}

/** exp of the entropy of the singular values divided by their sum (Roy & Vetterli 2007). */
function effectiveRank(values: Float64Array): number {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  const entropy = values.reduce((sum, value) => {
    const share = value / total;
    return share > 0 ? sum - share * Math.log(share) : sum;
  }, 0);
  return Math.exp(entropy);
}

/** Filters of negligible norm, without the broken ones. */
function deadFilters(norms: Float64Array, broken: readonly number[], below: number): number[] {
  const least = below * median(norms.filter((_, filter) => !broken.includes(filter)));
  return Array.from(norms.keys()).filter((filter) => {
    const norm = norms[filter] ?? 0;
    return (norm < least || norm === 0) && !broken.includes(filter);
  });
}
