import type { Matrix } from "./matrix.ts";
import { singularValues } from "./singular_values.ts";

/** Options of {@linkcode numericalRank}. */
export interface NumericalRankOptions {
  /**
   * Singular values up to this fraction of the largest count as zero.
   *
   * @default {max(m, n) * epsilon}, epsilon 2^-23 for f32, as in NumPy, and 2^-50 for f64: four times NumPy's, because the
   * rounding errors of small matrices sometimes exceed NumPy's
   */
  readonly tolerance?: number;
}

/**
 * Numerical rank: the number of singular values that are larger than rounding errors.
 *
 * @param w Shape [m, n].
 * @param values The singular values of `w` in descending order, if the caller has them already.
 * @param options The threshold.
 * @returns From 0 (a matrix of zeros) to min(m, n).
 * @throws {RangeError} If `w` is empty, holds NaN or infinity, or the tolerance is not within [0, 1).
 * @throws {ConvergenceError} If the singular values did not converge.
 *
 * @example The second row is twice the first
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, numericalRank } from "./mod.ts";
 * assert.equal(numericalRank(matrix([[1, 2, 3], [2, 4, 6], [0, 0, 1]])), 2);
 * ```
 */
export function numericalRank(
  w: Matrix,
  values: Float64Array = singularValues(w),
  options: NumericalRankOptions = {},
): number {
  const epsilon = w.data instanceof Float32Array ? 2 ** -23 : 2 ** -50;
  const { tolerance = Math.min(Math.max(w.rows, w.columns) * epsilon, 0.5) } = options;
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new RangeError(`numericalRank(): tolerance is ${tolerance}, expected 0 <= tolerance < 1`);
  }
  const threshold = (values[0] ?? 0) * tolerance;
  return values.filter((value) => value > threshold).length;
}
