import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** `a = U diag(values) V^T` with k = min(m, n). */
export interface ThinSvd {
  /** U, shape [m, k]: one orthonormal left singular vector a column. */
  readonly left: Matrix;
  /** Singular values, shape [k], descending, never negative. */
  readonly values: Float64Array;
  /** V, shape [n, k]: one orthonormal right singular vector a column. */
  readonly right: Matrix;
}

/**
 * Thin singular value decomposition. Vectors are orthonormal whatever the rank.
 *
 * @param a Shape [m, n].
 * @throws {RangeError} If `a` is empty, holds NaN or infinity, or does not fit into memory.
 * @throws {ConvergenceError} If an iteration reached its bound.
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
