/**
 * Comparisons that cannot be made: one layer's must not end those of the others.
 *
 * @module
 */
import { ConvergenceError } from "../linalg/mod.ts";

/** A layer, or a pair of layers, that could not be compared. */
export interface Skipped {
  /** Index of the layer, or the indices of both layers of a pair. */
  readonly layers: readonly number[];
  /** Why, for people: a clause without a full stop. */
  readonly reason: string;
}

/** A result, or the reason why there is none. */
export type Attempt<T> = { readonly result: T } | { readonly reason: string };

/** What computations say that do not fit into memory: `src/linalg`, and V8 where an array cannot be allocated. */
const MEMORY = /more memory|allocation failed|array length|array buffer/i;

/**
 * Runs a computation that may not fit into memory, may not converge, or may overflow.
 *
 * @param variables How many variables it has, for the reason.
 * @param compute The computation.
 * @returns Its result, or why it failed.
 * @throws Errors of any other kind.
 */
export async function attempt<T>(
  variables: number,
  compute: () => T | Promise<T>,
): Promise<Attempt<T>> {
  try {
    return { result: await compute() };
  } catch (error) {
    return { reason: reasonOf(error, variables) };
  }
}

/** Why a computation failed; throws errors of any other kind. */
export function reasonOf(error: unknown, variables: number): string {
  if (error instanceof ConvergenceError) return `its ${variables} variables did not converge`;
  if (!(error instanceof RangeError)) throw error;
  if (MEMORY.test(error.message)) return tooMany(variables);
  if (/expected finite numbers/.test(error.message)) {
    return "sums of its squares are too large for 64-bit numbers";
  }
  throw error;
}

/** The reason of a layer that has too many variables. */
export function tooMany(variables: number): string {
  return `its ${variables} variables need more memory than WebAssembly has (lower \`pool\`, or compare fewer filters)`;
}
