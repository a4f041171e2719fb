import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/**
 * Inner products of all pairs of rows, `W W^T`, accumulated in double precision.
 *
 * @param w Shape [J, d].
 * @returns Shape [J, J], f64, symmetric to the last bit.
 * @throws {RangeError} If `w` is empty, holds NaN or infinity, or does not fit into memory.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { gram, matrix } from "./mod.ts";
 * assert.deepEqual([...gram(matrix([[1, 2], [3, 4]])).data], [5, 11, 11, 25]);
 * ```
 */
export function gram(w: Matrix): Matrix {
  using operation = new Operation("gram");
  const input = operation.input(w);
  const result = operation.result(Float64Array, w.rows * w.rows);
  operation.check(
    linalg.gram(input, w.data.BYTES_PER_ELEMENT, w.rows, w.columns, result.address),
  );
  return { rows: w.rows, columns: w.rows, data: result.read() };
}
