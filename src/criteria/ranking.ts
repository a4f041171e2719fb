import type { FilterId } from "../filters/mod.ts";
import type { Rng } from "../rng.ts";
import type { Criterion, LayerToScore } from "./criterion.ts";

/** One layer's scores, `scores[f]` for filter f. */
export interface LayerScores {
  readonly layer: string;
  readonly scores: Float64Array;
}

/** A filter with its score and its place among all ranked filters (1 = most redundant). */
export interface RankedFilter extends FilterId {
  readonly score: number;
  readonly rank: number;
}

/**
 * Scores each layer on its own.
 *
 * @param layers The layers to rank, in topological order.
 * @param rng Random numbers; each layer gets its own, split by its name.
 */
export function scoreLayers(
  layers: Iterable<Omit<LayerToScore, "rng">>,
  criterion: Criterion,
  rng: Rng,
): LayerScores[] {
  return Array.from(layers, (input) => ({
    layer: input.layer.name,
    scores: criterion.score({ ...input, rng: rng.split(input.layer.name) }),
  }));
}

/**
 * Ranks all filters of the network together, most redundant first (section 5 of the paper: computed over a layer, ranked
 * over the network). Equal scores keep the order of layers and filters; scores that are not numbers come last.
 */
export function rankFilters(layers: readonly LayerScores[], criterion: Criterion): RankedFilter[] {
  const sign = criterion.redundant === "highest" ? -1 : 1;
  const key = (score: number) => Number.isNaN(score) ? Infinity : sign * score;
  const all = layers.flatMap(({ layer, scores }) =>
    Array.from(scores, (score, filter) => ({ layer, filter, score }))
  );
  // Array.prototype.sort is stable, so ties stay in the order of (layer, filter). Compared, not subtracted: Infinity - Infinity is NaN.
  all.sort((a, b) => {
    const [x, y] = [key(a.score), key(b.score)];
    return x < y ? -1 : x > y ? 1 : 0;
  });
  return all.map((entry, index) => ({ ...entry, rank: index + 1 }));
}
