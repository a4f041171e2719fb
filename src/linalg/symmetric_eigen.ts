import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** The eigendecomposition `a = V diag(values) V^T`. */
export interface SymmetricEigen {
  /** Eigenvalues, shape [n], ascending. */
  readonly values: Float64Array;
  /** V, shape [n, n]: one orthonormal eigenvector per column, in the order of the values. */
  readonly vectors: Matrix;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by blocked tridiagonalization and divide and conquer.
 *
 * @param a Shape [n, n]; only its upper triangle is read.
 * @returns Eigenvalues in ascending order and their eigenvectors.
 * @throws {RangeError} If `a` is not square, is empty, holds NaN or infinity, or does not fit into memory.
 * @throws {ConvergenceError} If an iteration reached its bound.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, symmetricEigen } from "./mod.ts";
 * const { values, vectors } = symmetricEigen(matrix([[5, 0], [0, 2]]));
 * assert.deepEqual([...values], [2, 5]);
 * assert.deepEqual(Array.from(vectors.data, Math.abs), [0, 1, 1, 0]);
 * ```
 */
export function symmetricEigen(a: Matrix): SymmetricEigen {
  using operation = new Operation("symmetricEigen");
  const { rows: order } = a;
  if (a.columns !== order) throw operation.error(a, "is not square");
  const input = operation.input(a);
  const values = operation.result(Float64Array, order);
  const vectors = operation.result(Float64Array, order * order);
  operation.check(
    linalg.eigen(input, a.data.BYTES_PER_ELEMENT, order, values.address, vectors.address),
  );
  return { values: values.read(), vectors: { rows: order, columns: order, data: vectors.read() } };
}
