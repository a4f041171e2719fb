/**
 * Pairs of filters that are nearly parallel or opposite.
 *
 * @module
 */
import { cosines, type Matrix } from "../linalg/mod.ts";
import type { InspectedLayer } from "../report/mod.ts";

/** Pairs that are listed for a layer: a layer of 2,048 identical filters has two million. */
export const MOST_PAIRS = 1000;

/** The cosines of `siblings` are sums in 32 bits; those here, which decide, are more accurate. */
const SLACK = 1e-5;

/** The pairs of one layer. */
export interface DuplicatePairs {
  /** The most parallel first, {@linkcode MOST_PAIRS} at most; of equals the pair of the lower filters first. */
  readonly pairs: InspectedLayer["duplicates"];
  /** How many there are. */
  readonly count: number;
}

/**
 * The pairs of filters with a large |cosine|.
 *
 * @param kernel One filter a row.
 * @param nearest The cosine of each filter with the one it is most aligned with, as `siblings` returns it: filters that are
 * not near to any other need no cosines with all of them.
 * @param above Pairs with a larger |cosine| are wanted.
 */
export function duplicatePairs(
  kernel: Matrix,
  nearest: ArrayLike<number>,
  above: number,
): DuplicatePairs {
  const filters: number[] = [];
  for (let f = 0; f < kernel.rows; f++) {
    if (Math.abs(nearest[f] ?? 0) > above - SLACK) filters.push(f);
  }
  if (filters.length < 2) return { pairs: [], count: 0 };
  const { rows: n, data } = cosines(rowsOf(kernel, filters));
  let count = 0;
  forPairs(n, data, above, () => count++);
  // Of very many pairs only the listed ones become objects.
  const sizes = new Float64Array(count);
  let at = 0;
  forPairs(n, data, above, (_f, _g, cosine) => sizes[at++] = Math.abs(cosine));
  sizes.sort();
  const least = sizes[Math.max(0, count - MOST_PAIRS)] ?? above;
  let equals = MOST_PAIRS - sizes.length + firstAbove(sizes, least);
  const pairs: InspectedLayer["duplicates"] = [];
  forPairs(n, data, above, (f, g, cosine) => {
    const size = Math.abs(cosine);
    if (size < least || (size === least && equals-- <= 0)) return;
    pairs.push({ filters: [filters[f] ?? f, filters[g] ?? g], cosine });
  });
  pairs.sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine));
  return { pairs, count };
}

/** Calls `use` for every pair of rows f < g with |cosine| above a limit. */
function forPairs(
  n: number,
  cosines: ArrayLike<number>,
  above: number,
  use: (f: number, g: number, cosine: number) => void,
): void {
  for (let f = 0; f < n; f++) {
    for (let g = f + 1; g < n; g++) {
      const cosine = cosines[f * n + g] ?? 0;
      if (Math.abs(cosine) > above) use(f, g, cosine);
    }
  }
}

/** Index of the first number above a value, in ascending numbers. */
function firstAbove(numbers: Float64Array, value: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function rowsOf({ rows, columns, data }: Matrix, chosen: readonly number[]): Matrix {
  if (chosen.length === rows) return { rows, columns, data };
  const result = data instanceof Float32Array
    ? new Float32Array(chosen.length * columns)
    : new Float64Array(chosen.length * columns);
  chosen.forEach((row, at) => {
    result.set(data.subarray(row * columns, (row + 1) * columns), at * columns);
  });
  return { rows: chosen.length, columns, data: result };
}
