import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** Options of {@linkcode singularValues}. */
export interface SingularValuesOptions {
  /**
   * Singular values below this fraction of the largest are returned as 0, in [0, 1). Above 0 it saves time, most of it for
   * matrices with small singular values; the error of a value at the floor is about 2^-52 / floor of the largest.
   *
   * @default {0} all values have all digits
   */
  readonly floor?: number;
}

/**
 * Singular values, to within a few units of rounding of the largest one.
 *
 * @param w Shape [m, n].
 * @param options Which values need no digits.
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
export function singularValues(
  w: Matrix,
  { floor = 0 }: SingularValuesOptions = {},
): Float64Array {
  if (!(floor >= 0 && floor < 1)) {
    throw new RangeError(`singularValues(): floor is ${floor}, expected 0 <= floor < 1`);
  }
  using operation = new Operation("singularValues");
  const input = operation.input(w);
  const result = operation.result(Float64Array, Math.min(w.rows, w.columns));
  operation.check(
    linalg.singular_values(
      input,
      w.data.BYTES_PER_ELEMENT,
      w.rows,
      w.columns,
      floor,
      result.address,
    ),
  );
  return result.read();
}
