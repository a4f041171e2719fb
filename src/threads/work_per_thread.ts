/**
 * The work that one thread is worth: so many multiplications of a matrix product in single precision, or half as many in
 * double precision, take about 50 ms, as long as a worker takes to start.
 */
export const WORK_PER_THREAD = 5e8;

/**
 * How many threads to use for some work, the calling thread included. Every thread gets {@linkcode WORK_PER_THREAD} at least.
 *
 * @param work Multiplications in all.
 * @param most The largest number of threads.
 * @returns From 1 to `most`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { threadsFor } from "./mod.ts";
 * assert.equal(threadsFor(9e8, 4), 1);
 * assert.equal(threadsFor(1e9, 4), 2);
 * assert.equal(threadsFor(1e12, 4), 4);
 * ```
 */
export function threadsFor(work: number, most: number): number {
  return Math.max(1, Math.min(most, Math.floor(work / WORK_PER_THREAD)));
}
