/**
 * The most aligned sibling of each filter.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";

/** A filter's most aligned sibling. */
export interface Nearest {
  readonly filter: number;
  /** With its sign. */
  readonly cosine: number;
}

/**
 * For each filter the other one of largest |cosine|, the first of equals; null in a layer of one filter.
 *
 * @param cosines Of all pairs of filters, shape [J, J].
 */
export function nearestFilters({ rows, data }: Matrix): (Nearest | null)[] {
  return Array.from({ length: rows }, (_, f) => {
    let filter = -1;
    let largest = -1;
    for (let g = 0; g < rows; g++) {
      const size = Math.abs(data[f * rows + g] ?? 0);
      if (size > largest && g !== f) {
        largest = size;
        filter = g;
      }
    }
    return filter < 0 ? null : { filter, cosine: data[f * rows + filter] ?? 0 };
  });
}
