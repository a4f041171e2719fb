import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** The decomposition `a = Q R`. */
export interface ThinQr {
  /** Shape [m, n], orthonormal columns. */
  readonly q: Matrix;
  /** Shape [n, n], upper triangular; its diagonal may have any sign. */
  readonly r: Matrix;
}

/**
 * Thin QR decomposition by blocked Householder reflectors: Q is orthonormal for any rank of `a`.
 *
 * @param a Shape [m, n] with m >= n.
 * @returns Q of shape [m, n] and R of shape [n, n].
 * @throws {RangeError} If `a` is wider than tall, is empty, holds NaN or infinity, or does not fit into memory.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, product, thinQr } from "./mod.ts";
 * const { q, r } = thinQr(matrix([[3, 1], [4, 2], [0, 5]]));
 * assert.equal(Math.abs(r.data[0] ?? 0).toFixed(12), "5.000000000000"); // the norm of the first column
 * assert.deepEqual(Array.from(product(q, r).data, Math.round), [3, 1, 4, 2, 0, 5]);
 * ```
 */
export function thinQr(a: Matrix): ThinQr {
  using operation = new Operation("thinQr");
  const { rows, columns } = a;
  if (rows < columns) throw operation.error(a, "is wider than tall");
  const input = operation.input(a);
  const q = operation.result(Float64Array, rows * columns);
  const r = operation.result(Float64Array, columns * columns);
  operation.check(
    linalg.qr(input, a.data.BYTES_PER_ELEMENT, rows, columns, q.address, r.address),
  );
  return { q: { rows, columns, data: q.read() }, r: { rows: columns, columns, data: r.read() } };
}
