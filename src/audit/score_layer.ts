/**
 * The scores of one layer's filters.
 *
 * @module
 */
import type { KernelLayer } from "../checkpoint/kernel_layers.ts";
import type { Criterion } from "../criteria/criterion.ts";
import { siblings } from "../linalg/siblings.ts";
import type { Rng } from "../rng.ts";
import { layerWeights } from "./audited_layer.ts";

/** A filter's most aligned sibling. */
export interface Nearest {
  readonly filter: number;
  /** With its sign. */
  readonly cosine: number;
}

/** What is found out about a layer; plain data, so that it can come from another thread. */
export interface LayerResult {
  /** One a filter; NaN where the filter's weights are not finite, or the criterion has no score. */
  readonly scores: Float64Array;
  /** One a filter; null in a layer of one filter. */
  readonly nearest: readonly (Nearest | null)[];
  /** Filters with NaN or infinite weights, ascending. */
  readonly broken: readonly number[];
  /** Whether the criterion can score this layer. */
  readonly scored: boolean;
}

/**
 * Scores a layer.
 *
 * @param rng Random numbers of this layer alone.
 * @throws {InputError} If the file turns out to be damaged.
 */
export async function scoreLayer(
  layer: KernelLayer,
  criterion: Criterion,
  rng: Rng,
): Promise<LayerResult> {
  const { kernel, broken } = layerWeights(layer);
  const { orthogonality, nearest, cosine } = siblings(kernel);
  const gamma = layer.gamma?.read();
  const scored = criterion.needs !== "batch-norm" || gamma !== undefined;
  const scores = scored
    ? await criterion.score({
      layer,
      kernel,
      orthogonality,
      rng,
      ...(gamma === undefined ? {} : { gamma }),
    })
    : new Float64Array(layer.filters).fill(NaN);
  for (const filter of broken) scores[filter] = NaN;
  return {
    scores,
    nearest: Array.from(
      nearest,
      (filter, f) => filter < 0 ? null : { filter, cosine: cosine[f] ?? 0 },
    ),
    broken,
    scored,
  };
}
