import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** The decomposition `a = U diag(values) V^T` with k = min(m, n). */
export interface ThinSvd {
  /** U, shape [m, k]: one orthonormal left singular vector per column. */
  readonly left: Matrix;
  /** Singular values, shape [k], descending, never negative. */
  readonly values: Float64Array;
  /** V, shape [n, k]: one orthonormal right singular vector per column. */
  readonly right: Matrix;
}

/**
 * Thin singular value decomposition. The vectors are orthonormal for any rank of `a`.
 *
 * @param a Shape [m, n].
 * @returns U of shape [m, k], k singular values, V of shape [n, k].
 * @throws {RangeError} If `a` is empty, holds NaN or infinity, or does not fit into memory.
 * @throws {ConvergenceError} If an iteration reached its bound.
 *
 * @example The best approximation of rank 1
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, thinSvd } from "./mod.ts";
 * const { left, values, right } = thinSvd(matrix([[2, 2], [4, 4]]));
 * const [u, s, v] = [left.data, values[0] ?? 0, right.data]; // first columns of U and V
 * const best = [0, 1].map((i) => [0, 1].map((j) => (u[2 * i] ?? 0) * s * (v[2 * j] ?? 0)));
 * assert.deepEqual(best.map((row) => row.map(Math.round)), [[2, 2], [4, 4]]);
 * ```
 */
export function thinSvd(a: Matrix): ThinSvd {
  using operation = new Operation("thinSvd");
  const { rows, columns } = a;
  const count = Math.min(rows, columns);
  const input = operation.input(a);
  const left = operation.result(Float64Array, rows * count);
  const values = operation.result(Float64Array, count);
  const right = operation.result(Float64Array, columns * count);
  operation.check(
    linalg.thin_svd(
      input,
      a.data.BYTES_PER_ELEMENT,
      rows,
      columns,
      left.address,
      values.address,
      right.address,
    ),
  );
  return {
    left: { rows, columns: count, data: left.read() },
    values: values.read(),
    right: { rows: columns, columns: count, data: right.read() },
  };
}
