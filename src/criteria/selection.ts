import type { RankedFilter } from "./ranking.ts";

/** Share of the cut above which one layer is worth a warning (science.md: small fan-in layers look worse). */
const LOPSIDED = 0.6;

/** How many filters to remove. */
export interface SelectionOptions {
  /** Fraction of the ranked filters to remove, in [0, 1]. @default {0.3} */
  readonly prune?: number;
  /** Filters that every layer keeps. @default {1} */
  readonly minFilters?: number;
}

/** The filters to remove, and what was remarkable about the choice. */
export interface Selection {
  /** Most redundant first. */
  readonly filters: readonly RankedFilter[];
  /** How many of each layer. */
  readonly perLayer: Readonly<Record<string, number>>;
  /** One sentence for each thing the user should know. */
  readonly warnings: string[];
}

/**
 * The most redundant `round(prune x ranked)` filters, none of which takes a layer below `minFilters`: where the guard
 * bites, the next filter of the ranking goes instead.
 *
 * @param ranking Most redundant first, as from `rankFilters`.
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

  const perLayer: Record<string, number> = {};
  for (const [layer, filtersOfLayer] of size) {
    perLayer[layer] = filtersOfLayer - (left.get(layer) ?? 0);
  }
  const warnings = Array.from(
    guarded,
    (layer) =>
      `layer ${layer} would have kept fewer than ${minFilters} filter${
        minFilters === 1 ? "" : "s"
      }: the next of the ranking went instead`,
  );
  if (filters.length < count) {
    warnings.push(`only ${filters.length} of ${count} filters could be removed`);
  }
  if (size.size > 1) {
    for (const [layer, taken] of Object.entries(perLayer)) {
      if (taken > LOPSIDED * filters.length) {
        warnings.push(
          `layer ${layer} takes ${taken} of the ${filters.length} removed filters; ` +
            `the criterion ortho-adjusted compares layers of unequal fan-in`,
        );
      }
    }
  }
  return { filters, perLayer, warnings };
}
