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
