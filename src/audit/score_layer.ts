/**
 * The scores of one layer's filters.
 *
 * @module
 */
import type { KernelLayer } from "../checkpoint/mod.ts";
import type { Criterion } from "../criteria/mod.ts";
import { siblings } from "../linalg/mod.ts";
import type { Rng } from "../rng.ts";
import { layerWeights } from "./layer_weights.ts";

/** The other filter of the layer that a filter is most aligned with. */
export interface Nearest {
  /** Its index in the layer. */
  readonly filter: number;
  /** The cosine with it, in [-1, 1]. */
  readonly cosine: number;
}

/** The scores of one layer's filters: plain data, so that they can come from another thread. */
export interface LayerResult {
  /** One per filter; NaN if the filter's weights are not finite or the criterion cannot score the layer. */
  readonly scores: Float64Array;
  /** One per filter; null in a layer of one filter. */
  readonly nearest: readonly (Nearest | null)[];
  /** Filters with NaN or infinite weights, ascending. */
  readonly broken: readonly number[];
  /** Whether the criterion can score this layer. */
  readonly scored: boolean;
  /** A sentence on why the layer has no scores although the criterion can score it; null if it has. */
  readonly failure: string | null;
}

/**
 * Scores a layer.
 *
 * @param layer Its kernel, and the scales of the batch norm after it.
 * @param criterion How to score it.
 * @param rng Random numbers for this layer only.
 * @returns Scores and most aligned other filters.
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
    failure: null,
  };
}
