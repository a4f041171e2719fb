/**
 * Singular values as an audit needs them: of trained weights in 32 bits, fast.
 *
 * @module
 */
import { type Matrix, singularValues } from "../linalg/mod.ts";

/** Smaller matrices take no time, and `singularValues` is more accurate. */
const LEAST_SIZE = 128;
/** Matrices that are flatter than this seldom have small singular values (Marchenko & Pastur 1967): one pass is enough. */
const LEAST_ASPECT = 0.5;
/** `singularValues` takes one pass for values within a factor of 16 of the largest; one more for each further factor. */
const BAND = 15.5;
/** Below this, squares of 32-bit numbers are no longer normal numbers. */
const LEAST_SHIFT = 1e-15;
const MOST_SHIFT = 1e15;

/**
 * The singular values of a layer's filters, in one pass.
 *
 * A shift of the squared values, W W' + s^2 I, which more columns (or rows) s I of W make, brings all of them into one band.
 * What is lost is digits of values below 1e-6 of the largest, which are rounding errors of weights in 32 bits: for the rank
 * they are zero in any case. Other weights, and small layers, have all digits.
 *
 * @param w One filter a row.
 * @returns Descending, min(rows, columns) values; 0 where a value is less than the rounding error.
 */
export function spectrum(w: Matrix): Float64Array {
  const least = Math.min(w.rows, w.columns);
  const flat = least < LEAST_ASPECT * Math.max(w.rows, w.columns);
  if (!(w.data instanceof Float32Array) || least < LEAST_SIZE || flat) return singularValues(w);
  let squares = 0;
  for (const value of w.data) squares += value * value;
  const shift = Math.fround(Math.sqrt(squares) / BAND);
  if (!(shift > LEAST_SHIFT && shift < MOST_SHIFT)) return singularValues(w);
  const values = singularValues(w.rows <= w.columns ? wider(w, shift) : taller(w, shift));
  const error = 4 * Number.EPSILON * least * (values[0] ?? 0) ** 2;
  return values.map((value) => {
    const square = value ** 2 - shift ** 2;
    return square <= error ? 0 : Math.sqrt(square);
  });
}

/** [W, s I] */
function wider({ rows, columns, data }: Matrix, shift: number): Matrix {
  const width = columns + rows;
  const result = new Float32Array(rows * width);
  for (let i = 0; i < rows; i++) {
    result.set(data.subarray(i * columns, (i + 1) * columns), i * width);
    result[i * width + columns + i] = shift;
  }
  return { rows, columns: width, data: result };
}

/** W with s I below it. */
function taller({ rows, columns, data }: Matrix, shift: number): Matrix {
  const result = new Float32Array((rows + columns) * columns);
  result.set(data);
  for (let i = 0; i < columns; i++) result[(rows + i) * columns + i] = shift;
  return { rows: rows + columns, columns, data: result };
}
