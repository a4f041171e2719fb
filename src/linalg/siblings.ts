import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/** What each row shares with the others. */
export interface Siblings {
  /** As `orthogonality` gives it, shape [J]. */
  readonly orthogonality: Float64Array;
  /** Shape [J]: the other row of largest |cosine|, the first of equals; -1 where there is none. */
  readonly nearest: Float64Array;
  /** Shape [J]: the cosine with it, in [-1, 1]. */
  readonly cosine: Float64Array;
}

/**
 * Scores and nearest siblings of a layer's filters at once (RePr, equations 1 and 2), without their J x J cosines leaving
 * the module.
 *
 * @param w One filter a row, shape [J, d]. Cosines of an f32 matrix are good to 1e-7 (twice as fast: sums of 256 products
 * in f32, further ones in f64), those of an f64 one to its rounding.
 * @throws {RangeError} If `w` is empty, holds NaN or infinity, or does not fit into memory.
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
