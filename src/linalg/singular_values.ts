import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/**
 * Singular values, to within a few units of rounding of the largest one.
 *
 * @param w Shape [m, n].
 * @returns Shape [min(m, n)], descending, never negative.
 * @throws {RangeError} If `w` is empty, holds NaN or infinity, or does not fit into memory.
 * @throws {ConvergenceError} If the iteration reached its bound.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, singularValues } from "./mod.ts";
 * const values = singularValues(matrix([[0, 3], [-2, 0], [0, 0]]));
 * assert.deepEqual(Array.from(values, (value) => value.toFixed(12)), ["3.000000000000", "2.000000000000"]);
 * ```
 */
export function singularValues(w: Matrix): Float64Array {
  using operation = new Operation("singularValues");
  const input = operation.input(w);
  const result = operation.result(Float64Array, Math.min(w.rows, w.columns));
  operation.check(
    linalg.singular_values(input, w.data.BYTES_PER_ELEMENT, w.rows, w.columns, result.address),
  );
  return result.read();
}
