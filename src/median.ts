/**
 * The middle of some values.
 *
 * @module
 */

/**
 * The median: the middle value, or the mean of the two middle ones.
 *
 * @param values In any order; they are not changed.
 * @returns 0 if there are no values.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(median([5, 1, 2]), 2);
 * assert.equal(median(Float64Array.of(4, 1, 2, 10)), 3);
 * ```
 */
export function median(values: readonly number[] | Float32Array | Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const [below = 0, above = 0] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
}
