/**
 * Comparisons that cannot be made: one layer's must not end those of the others.
 *
 * @module
 */
import { type Attempt, attempt, lacksMemory } from "../attempt.ts";
import { ConvergenceError } from "../linalg/mod.ts";

/** A layer, or a pair of layers, that could not be compared. */
export interface Skipped {
  /** Index of the layer, or the indices of both layers of a pair. */
  readonly layers: readonly number[];
  /** Why, for people: a clause without a full stop. */
  readonly reason: string;
}

/**
 * Runs a computation that may not fit into memory, may not converge, or may overflow.
 *
 * @param variables How many variables it has, for the reason.
 * @param compute The computation.
 * @returns Its result, or why it failed.
 * @throws Errors of any other kind.
 */
export async function attemptComparison<T>(
  variables: number,
  compute: () => T | Promise<T>,
): Promise<Attempt<T>> {
  return await attempt(compute, (error) => {
    if (error instanceof ConvergenceError) return `its ${variables} variables did not converge`;
    if (lacksMemory(error)) return tooMany(variables);
    if (error instanceof RangeError && /expected finite numbers/.test(error.message)) {
      return "sums of its squares are too large for 64-bit numbers";
    }
    throw error;
  });
}

/** The reason of a layer that has too many variables. */
export function tooMany(variables: number): string {
  return `its ${variables} variables need more memory than WebAssembly has (lower \`pool\`, or compare fewer filters)`;
}
