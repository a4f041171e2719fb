/**
 * The median of some numbers.
 *
 * @param values Numbers, none of them NaN, in any order; they are not changed.
 * @returns The middle number, or the mean of the two middle numbers; 0 if there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(median([5, 1, 2]), 2);
 * assert.equal(median([4, 1, 2, 3]), 2.5);
 * ```
 */
export function median(values: Iterable<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const [below = 0, above = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}
