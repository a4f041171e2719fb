import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** Options of {@linkcode orthogonality}. */
export interface OrthogonalityOptions {
  /**
   * What equation 1 divides a filter by: its own norm, or the norm of the layer's matrix, as in the authors' code.
   *
   * @default {"filter"}
   */
  readonly normalization?: "filter" | "matrix";
}

/**
 * Inter-filter orthogonality of one layer (RePr, equations 1 and 2): how much each filter overlaps with the
 * layer's other filters.
 *
 * With rows scaled to unit length, `O_f = 1/J sum_g |<w_f, w_g>|` over all g other than f. It is computed in double
 * precision; {@linkcode siblings} computes the same for f32 matrices in half the time, to 1e-7.
 *
 * @param w One filter per row, shape [J, d]. All-zero rows score 0.
 * @param options What the rows are divided by.
 * @returns Shape [J]; 0 when a filter is orthogonal to all others, at most (J - 1) / J.
 * @throws {RangeError} If `w` is empty, holds NaN or infinity, or does not fit into memory.
 *
 * @example Two parallel filters and one orthogonal to both
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, orthogonality } from "./mod.ts";
 * assert.deepEqual([...orthogonality(matrix([[1, 0], [2, 0], [0, 3]]))], [1 / 3, 1 / 3, 0]);
 * ```
 */
export function orthogonality(w: Matrix, options: OrthogonalityOptions = {}): Float64Array {
  using operation = new Operation("orthogonality");
  const byMatrixNorm = options.normalization === "matrix" ? 1 : 0;
  const input = operation.input(w);
  const result = operation.result(Float64Array, w.rows);
  operation.check(
    linalg.orthogonality(
      input,
      w.data.BYTES_PER_ELEMENT,
      w.rows,
      w.columns,
      byMatrixNorm,
      result.address,
    ),
  );
  return result.read();
}
