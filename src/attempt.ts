/**
 * Computations that may fail for one of many inputs without ending the others.
 *
 * @module
 */

/** A result, or the reason why there is none: plain data, so that it can come from another thread. */
export type Attempt<T> = { readonly result: T } | { readonly reason: string };

/** What computations say that do not fit into memory: `src/linalg`, and V8 where an array cannot be allocated. */
const MEMORY = /more memory|allocation failed|array length|array buffer/i;

/**
 * Runs a computation that may fail.
 *
 * @param compute The computation.
 * @param reasonOf Why it failed, from its error, for people. It throws errors that are not expected.
 * @returns The computation's result, or why it failed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const large = () => new Float64Array(2 ** 53);
 * const reasonOf = (error: unknown) => lacksMemory(error) ? "it is too large" : "unknown";
 * assert.deepEqual(await attempt(large, reasonOf), { reason: "it is too large" });
 * ```
 */
export async function attempt<T>(
  compute: () => T | Promise<T>,
  reasonOf: (error: unknown) => string,
): Promise<Attempt<T>> {
  try {
    return { result: await compute() };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Whether an error says that a computation does not fit into memory. */
export function lacksMemory(error: unknown): boolean {
  return error instanceof RangeError && MEMORY.test(error.message);
}
