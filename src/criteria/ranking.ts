import type { FilterId } from "../filters/mod.ts";
import type { Rng } from "../rng.ts";
import type { Criterion, LayerToScore } from "./criterion.ts";

/** One layer's scores, `scores[f]` for filter f. */
export interface LayerScores {
  /** The layer's name. */
  readonly layer: string;
  /** Shape [filters]; NaN where a filter has no score. */
  readonly scores: Float64Array;
}

/** A filter with its score and its rank among all ranked filters (1 = most redundant). */
export interface RankedFilter extends FilterId {
  /** The criterion's score. */
  readonly score: number;
  /** From 1, the most redundant filter. */
  readonly rank: number;
}

/**
 * Scores each layer on its own.
 *
 * @param layers The layers to rank, in topological order.
 * @param criterion The criterion that scores them.
 * @param rng Random numbers; each layer gets its own generator, split by its name.
 * @returns One entry a layer, in their order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix } from "../linalg/mod.ts";
 * import { Rng } from "../rng.ts";
 * import { criterionNamed } from "./registry.ts";
 * const kernel = matrix([[1, 0], [2, 0], [0, 3]]);
 * const layer = { name: "conv", filters: 3, fanIn: 2 };
 * const [scored] = await scoreLayers([{ layer, kernel }], await criterionNamed("ortho"), new Rng(1));
 * assert.deepEqual(scored?.scores.map((score) => Math.round(score * 3)), Float64Array.of(1, 1, 0));
 * ```
 */
export async function scoreLayers(
  layers: Iterable<Omit<LayerToScore, "rng">>,
  criterion: Criterion,
  rng: Rng,
): Promise<LayerScores[]> {
  const scored: LayerScores[] = [];
  for (const input of layers) { // one after the other: a probe runs one measurement at a time
    const { name } = input.layer;
    scored.push({ layer: name, scores: await criterion.score({ ...input, rng: rng.split(name) }) });
  }
  return scored;
}

/**
 * Ranks all filters of the network together, most redundant first (section 5 of the paper: computed over a layer, ranked
 * over the network). Equal scores keep the order of layers and filters; scores that are not numbers come last.
 *
 * @param layers The layers' scores, in topological order.
 * @param criterion Decides whether the highest or the lowest scores are the redundant ones.
 * @returns Every filter of the layers, most redundant first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const layers = [{ layer: "conv1", scores: Float64Array.of(0.1, 0.4) }];
 * const [first] = rankFilters(layers, { redundant: "highest" });
 * assert.deepEqual(first, { layer: "conv1", filter: 1, score: 0.4, rank: 1 });
 * ```
 */
export function rankFilters(
  layers: readonly LayerScores[],
  criterion: Pick<Criterion, "redundant">,
): RankedFilter[] {
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
