import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** How much each filter of a layer overlaps with the others. */
export interface Siblings {
  /** Inter-filter orthogonality as {@linkcode orthogonality} defines it, shape [J]. */
  readonly orthogonality: Float64Array;
  /** Shape [J]: the index of the other row with the largest |cosine|, the lowest of equals; -1 if there is no other row. */
  readonly nearest: Float64Array;
  /** Shape [J]: the cosine with that row, in [-1, 1]. */
  readonly cosine: Float64Array;
}

/**
 * Inter-filter orthogonality (RePr, equations 1 and 2) and the most aligned other filter of each of a layer's filters. The
 * J x J cosines stay in the module's memory and are never copied.
 *
 * @param w One filter per row, shape [J, d]. Cosines of an f32 matrix are accurate to 1e-7: sums of 256 products are taken in
 * f32 and added up in f64, which is twice as fast. Cosines of an f64 matrix are accurate to its rounding.
 * @returns Three arrays of shape [J].
 * @throws {RangeError} If `w` is empty, holds NaN or infinity, or does not fit into memory.
 *
 * @example Two opposite filters and one orthogonal to both
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, siblings } from "./mod.ts";
 * const { orthogonality, nearest, cosine } = siblings(matrix([[0, 2], [0, -1], [4, 0]]));
 * assert.deepEqual([...orthogonality], [1 / 3, 1 / 3, 0]);
 * assert.deepEqual([nearest[0], cosine[0]], [1, -1]);
 * ```
 */
export function siblings(w: Matrix): Siblings {
  using operation = new Operation("siblings");
  const input = operation.input(w);
  const result = operation.result(Float64Array, 3 * w.rows);
  operation.check(
    linalg.siblings(input, w.data.BYTES_PER_ELEMENT, w.rows, w.columns, result.address),
  );
  const all = result.read();
  const part = (index: number) => all.subarray(index * w.rows, (index + 1) * w.rows);
  return { orthogonality: part(0), nearest: part(1), cosine: part(2) };
}
