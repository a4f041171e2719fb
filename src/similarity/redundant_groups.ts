/**
 * Groups of filters that are strongly correlated with each other.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";

/** Filters of which every two are correlated. */
export interface RedundantGroup {
  /** Indices of at least two filters, ascending. */
  readonly filters: readonly number[];
  /** The lowest correlation of two of them. */
  readonly correlation: number;
}

/**
 * Groups of filters in which every two filters are correlated by at least `above` (complete linkage, from the most correlated
 * pair downwards). A filter that is correlated with only some of a group is not in it.
 *
 * @param correlations Shape [n, n], symmetric, in [0, 1].
 * @param above The lowest correlation within a group.
 * @returns The most correlated group first.
 */
export function redundantGroups(correlations: Matrix, above: number): RedundantGroup[] {
  const { columns: n, data } = correlations;
  const at = (i: number, j: number) => data[i * n + j] ?? 0;
  const links: { i: number; j: number; r: number }[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) if (at(i, j) >= above) links.push({ i, j, r: at(i, j) });
  }
  links.sort((x, y) => y.r - x.r || x.i - y.i || x.j - y.j);
  const groups = Array.from({ length: n }, (_, i) => ({ filters: [i], correlation: 1 }));
  for (const { i, j } of links) {
    const [a, b] = [groups[i], groups[j]];
    if (a === undefined || b === undefined || a === b) continue;
    const lowest = Math.min(...a.filters.map((x) => Math.min(...b.filters.map((y) => at(x, y)))));
    if (lowest < above) continue;
    const merged = {
      filters: [...a.filters, ...b.filters].sort((x, y) => x - y),
      correlation: Math.min(a.correlation, b.correlation, lowest),
    };
    for (const member of merged.filters) groups[member] = merged;
  }
  return [...new Set(groups)].filter(({ filters }) => filters.length > 1)
    .sort((x, y) => y.correlation - x.correlation || (x.filters[0] ?? 0) - (y.filters[0] ?? 0));
}
