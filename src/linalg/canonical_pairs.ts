import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { CanonicalOptions } from "./canonical_correlations.ts";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** First canonical correlations of every two sets of variables. */
export interface CanonicalPairs {
  /** Shape [n / size, n / size], within [0, 1]; 1 on the diagonal, 0 for a set without variance. */
  readonly correlations: Matrix;
  /** By how much rounding had put the largest correlation above 1 before it was clamped. */
  readonly excess: number;
}

/**
 * First canonical correlations of every two sets of `size` consecutive variables: the same as
 * {@linkcode canonicalCorrelations} of each pair, in a twentieth of the time when there are many small sets.
 *
 * @param covariance Of all variables, shape [n, n], symmetric; its upper triangle is read.
 * @param size Variables of a set; divides n.
 * @param options The threshold for empty directions.
 * @returns A symmetric matrix with one row per set.
 * @throws {RangeError} If the matrix is not square or holds NaN or infinity, `size` does not divide n, or the tolerance is
 * not within [0, 1).
 * @throws {ConvergenceError} If an iteration reached its bound.
 *
 * @example Sets of one variable: the absolute value of Pearson's correlation, here 3 / (2 * 3)
 * ```ts
 * import assert from "node:assert/strict";
 * import { canonicalPairs, matrix } from "./mod.ts";
 * const { correlations } = canonicalPairs(matrix([[4, -3], [-3, 9]]), 1);
 * assert.deepEqual([...correlations.data], [1, 0.5, 0.5, 1]);
 * ```
 */
export function canonicalPairs(
  covariance: Matrix,
  size: number,
  options: CanonicalOptions = {},
): CanonicalPairs {
  using operation = new Operation("canonicalPairs");
  const { rows: order } = covariance;
  const { tolerance = 1e-12 } = options;
  if (covariance.columns !== order) throw operation.error(covariance, "is not square");
  if (!Number.isSafeInteger(size) || size < 1 || order % size !== 0) {
    throw operation.error(covariance, `cannot be divided into sets of ${size} variables`);
  }
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new RangeError(`canonicalPairs(): tolerance is ${tolerance}, expected 0 <= … < 1`);
  }
  const sets = order / size;
  const input = operation.input(covariance);
  const correlations = operation.result(Float64Array, sets * sets);
  const excess = operation.result(Float64Array, 1);
  operation.check(linalg.canonical_pairs(
    input,
    covariance.data.BYTES_PER_ELEMENT,
    order,
    size,
    tolerance,
    correlations.address,
    excess.address,
  ));
  return {
    correlations: { rows: sets, columns: sets, data: correlations.read() },
    excess: excess.read()[0] ?? 0,
  };
}
