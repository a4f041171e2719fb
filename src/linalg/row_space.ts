import type { Matrix } from "./matrix.ts";
import { numericalRank, type RankOptions } from "./rank.ts";
import { thinSvd } from "./thin_svd.ts";

/**
 * Orthonormal basis of the space that a matrix's rows span, the directions with the largest singular values first.
 *
 * @param w Shape [m, n].
 * @returns Shape [rank, n], f64; no rows for a zero matrix.
 * @throws {RangeError} If `w` is empty, holds NaN or infinity, or the tolerance is not within [0, 1).
 * @throws {ConvergenceError} If an iteration reached its bound.
 */
export function rowSpace(w: Matrix, options: RankOptions = {}): Matrix {
  const { values, right } = thinSvd(w);
  const rows = numericalRank("rowSpace", w, values, options);
  const { rows: columns, columns: count } = right;
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) data[i * columns + j] = right.data[j * count + i] ?? 0;
  }
  return { rows, columns, data };
}
