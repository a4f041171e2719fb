/**
 * Singular values as an audit needs them: of trained weights in 32 bits, fast.
 *
 * @module
 */
import { type Matrix, singularValues } from "../linalg/mod.ts";

/** Smaller matrices take no time. */
const LEAST_SIZE = 128;

/** Singular values below this fraction of the largest are rounding errors of weights in 32 bits: the rank leaves them out. */
const FLOOR = 1e-6;

/**
 * The singular values of a layer's filters.
 *
 * @param w One filter a row.
 * @returns Descending, min(rows, columns) values. Of large layers with weights in 32 bits, values below 1e-6 of the largest
 * are 0.
 */
export function spectrum(w: Matrix): Float64Array {
  const large = Math.min(w.rows, w.columns) >= LEAST_SIZE;
  return singularValues(w, large && w.data instanceof Float32Array ? { floor: FLOOR } : {});
}
