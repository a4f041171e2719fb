import type { Matrix } from "./matrix.ts";
import { singularValues } from "./singular_values.ts";

/** Options of {@linkcode rank}. */
export interface RankOptions {
  /**
   * Singular values up to this fraction of the largest count as zero.
   *
   * @default {max(m, n) * epsilon}, epsilon 2^-23 for f32, as in NumPy, and 2^-50 for f64: four times NumPy's, because rounding
   * errors of small matrices now and then pass the latter
   */
  readonly tolerance?: number;
}

/**
 * Numerical rank: how many singular values stand out of rounding errors.
 *
 * @param w Shape [m, n].
 * @throws {RangeError} If `w` is empty, holds NaN or infinity, or the tolerance is not within [0, 1).
 */
export function rank(w: Matrix, options: RankOptions = {}): number {
  return numericalRank("rank", w, singularValues(w), options);
}

/** How many of a matrix's singular values count, for the function `name`. */
export function numericalRank(
  name: string,
  w: Matrix,
  values: Float64Array,
  options: RankOptions,
): number {
  const epsilon = w.data instanceof Float32Array ? 2 ** -23 : 2 ** -50;
  const { tolerance = Math.min(Math.max(w.rows, w.columns) * epsilon, 0.5) } = options;
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new RangeError(`${name}(): tolerance is ${tolerance}, expected 0 <= tolerance < 1`);
  }
  const threshold = (values[0] ?? 0) * tolerance;
  return values.filter((value) => value > threshold).length;
}
