import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/**
 * Cosines of all pairs of rows.
 *
 * @param w One filter per row, shape [J, d].
 * @returns Shape [J, J], f64, within [-1, 1], 1 on the diagonal; a zero row has 0 everywhere, the diagonal included.
 * @throws {RangeError} If `w` is empty, holds NaN or infinity, or does not fit into memory.
 *
 * @example Two opposite filters and one orthogonal to both
 * ```ts
 * import assert from "node:assert/strict";
 * import { cosines, matrix } from "./mod.ts";
 * assert.deepEqual([...cosines(matrix([[0, 2], [0, -1], [4, 0]])).data], [1, -1, 0, -1, 1, 0, 0, 0, 1]);
 * ```
 */
export function cosines(w: Matrix): Matrix {
  using operation = new Operation("cosines");
  const input = operation.input(w);
  const result = operation.result(Float64Array, w.rows * w.rows);
  operation.check(
    linalg.cosines(input, w.data.BYTES_PER_ELEMENT, w.rows, w.columns, result.address),
  );
  return { rows: w.rows, columns: w.rows, data: result.read() };
}
