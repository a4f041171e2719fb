import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** `a = Q R`. */
export interface ThinQr {
  /** Shape [m, n], orthonormal columns. */
  readonly q: Matrix;
  /** Shape [n, n], upper triangular; its diagonal may have any sign. */
  readonly r: Matrix;
}

/**
 * Thin QR decomposition by blocked Householder reflectors: Q is orthonormal whatever the rank.
 *
 * @param a Shape [m, n] with m >= n.
 * @throws {RangeError} If `a` is wider than tall, is empty, holds NaN or infinity, or does not fit into memory.
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
