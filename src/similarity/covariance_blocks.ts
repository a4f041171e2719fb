/**
 * Blocks of a covariance matrix.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";

/** Consecutive variables: `[from, to)`. */
export interface Range {
  /** The first variable. */
  readonly from: number;
  /** One past the last variable. */
  readonly to: number;
}

/** The covariance of the variables `rows` with the variables `columns`. */
export function block(covariance: Matrix, rows: Range, columns: Range): Matrix {
  const width = columns.to - columns.from;
  const height = rows.to - rows.from;
  const data = new Float64Array(height * width);
  for (let i = 0; i < height; i++) {
    const start = (rows.from + i) * covariance.columns;
    data.set(covariance.data.subarray(start + columns.from, start + columns.to), i * width);
  }
  return { rows: height, columns: width, data };
}

/** The covariance of two sets of variables together, `[p + q, p + q]`, from its blocks. */
export function joined(first: Matrix, second: Matrix, cross: Matrix): Matrix {
  const [p, q] = [first.columns, second.columns];
  const order = p + q;
  const data = new Float64Array(order * order);
  for (let i = 0; i < p; i++) {
    data.set(first.data.subarray(i * p, (i + 1) * p), i * order);
    data.set(cross.data.subarray(i * q, (i + 1) * q), i * order + p);
  }
  for (let j = 0; j < q; j++) {
    const row = (p + j) * order;
    for (let i = 0; i < p; i++) data[row + i] = cross.data[i * q + j] ?? 0;
    data.set(second.data.subarray(j * q, (j + 1) * q), row + p);
  }
  return { rows: order, columns: order, data };
}

/** Sum of the diagonal. */
export function trace({ columns, data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < columns; i++) sum += data[i * columns + i] ?? 0;
  return sum;
}

/** Sum of squares of all elements. */
export function squaredNorm({ data }: Matrix): number {
  let sum = 0;
  for (const value of data) sum += value * value;
  return sum;
}
