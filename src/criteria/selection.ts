import type { RankedFilter } from "./ranking.ts";

/** Share of the removed filters above which one layer gets a warning: filters of small fan-in overlap more by chance. */
const LOPSIDED = 0.6;

/** How many filters to remove. */
export interface SelectionOptions {
  /** Fraction of the ranked filters to remove, in [0, 1]. @default {0.3} */
  readonly prune?: number;
  /** Filters that every layer keeps. @default {1} */
  readonly minFilters?: number;
}

/** The filters to remove. */
export interface Selection {
  /** Most redundant first. */
  readonly filters: readonly RankedFilter[];
  /** How many of each layer. */
  readonly perLayer: Readonly<Record<string, number>>;
  /** One sentence each: about a layer that had to keep a filter, or that loses most of the removed filters. */
  readonly warnings: string[];
}

/**
 * Selects the most redundant `round(prune x ranked)` filters and leaves every layer at least `minFilters`: a filter that
 * its layer has to keep is skipped, and the next one of the ranking is selected instead.
 *
 * @param ranking Most redundant first, as from {@linkcode rankFilters}.
 * @param options How many filters to remove.
 * @returns The selected filters, their number in each layer, and warnings.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rankFilters } from "./ranking.ts";
 * const layers = [{ layer: "conv1", scores: Float64Array.of(0.1, 0.4, 0.3) }];
 * const ranking = rankFilters(layers, { redundant: "highest" });
 * const { filters, perLayer } = selectFilters(ranking, { prune: 1 / 3 });
 * assert.deepEqual(filters.map(({ filter }) => filter), [1]);
 * assert.deepEqual(perLayer, { conv1: 1 });
 * ```
 */
export function selectFilters(
  ranking: readonly RankedFilter[],
  { prune = 0.3, minFilters = 1 }: SelectionOptions = {},
): Selection {
  const count = Math.round(prune * ranking.length);
  const left = new Map<string, number>();
  for (const { layer } of ranking) left.set(layer, (left.get(layer) ?? 0) + 1);
  const size = new Map(left);

  const filters: RankedFilter[] = [];
  const guarded = new Set<string>();
  for (const filter of ranking) {
    if (filters.length === count) break;
    const remaining = left.get(filter.layer) ?? 0;
    if (remaining <= minFilters) {
      guarded.add(filter.layer);
    } else {
      left.set(filter.layer, remaining - 1);
      filters.push(filter);
    }
  }

  const perLayer = Object.fromEntries(
    Array.from(size, ([layer, filters]) => [layer, filters - (left.get(layer) ?? 0)]),
  );
  const warnings: string[] = [];
  const [layer, ...others] = guarded;
  if (layer !== undefined) {
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    warnings.push(
      `layer ${layer}${more} would have kept fewer than ${minFilters} filter${
        minFilters === 1 ? "" : "s"
      }: the next filter of the ranking is removed instead`,
    );
  }
  if (filters.length < count) {
    warnings.push(`only ${filters.length} of ${count} filters could be removed`);
  }
  if (size.size > 1) {
    for (const [layer, taken] of Object.entries(perLayer)) {
      if (taken > LOPSIDED * filters.length) {
        warnings.push(
          `layer ${layer} loses ${taken} of the ${filters.length} removed filters; ` +
            `the criterion ortho-adjusted compares layers of unequal fan-in`,
        );
      }
    }
  }
  return { filters, perLayer, warnings };
}
