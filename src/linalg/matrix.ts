/** A dense matrix, row after row. */
export interface Matrix {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly columns: number;
  /** `rows * columns` numbers; element (i, j) is `data[i * columns + j]`. */
  readonly data: Float32Array | Float64Array;
}

/**
 * A double-precision matrix from nested arrays.
 *
 * @param rows At least one row, all of the same length.
 * @returns Shape [rows.length, rows[0].length].
 * @throws {RangeError} If the rows differ in length.
 *
 * @example Two rows of three numbers
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix } from "./mod.ts";
 * const m = matrix([[1, 2, 3], [4, 5, 6]]);
 * assert.deepEqual([m.rows, m.columns, m.data[1 * 3 + 2]], [2, 3, 6]);
 * ```
 */
export function matrix(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const ragged = rows.findIndex((row) => row.length !== columns);
  if (ragged >= 0) {
    throw new RangeError(
      `matrix(): row ${ragged} has ${rows[ragged]?.length} numbers, row 0 has ${columns}`,
    );
  }
  return { rows: rows.length, columns, data: Float64Array.from(rows.flat()) };
}

/**
 * Euclidean norm of each row, summed in double precision.
 *
 * @param w One filter per row, shape [J, d].
 * @returns Shape [J], f64; 0 for a row of zeros. NaN and infinite weights give NaN and infinite norms.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, rowNorms } from "./mod.ts";
 * assert.deepEqual([...rowNorms(matrix([[3, 4], [0, 0]]))], [5, 0]);
 * ```
 */
export function rowNorms({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let squares = 0;
    for (const value of data.subarray(row * columns, (row + 1) * columns)) squares += value ** 2;
    return Math.sqrt(squares);
  });
}

/**
 * Some rows of a matrix, copied.
 *
 * @param w One filter per row, shape [J, d].
 * @param rows Indices of rows, each in [0, J).
 * @returns Shape [rows.length, d], in the order of `rows` and the precision of `w`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, selectRows } from "./mod.ts";
 * assert.deepEqual(selectRows(matrix([[1, 2], [3, 4], [5, 6]]), [2, 0]), matrix([[5, 6], [1, 2]]));
 * ```
 */
export function selectRows({ columns, data }: Matrix, rows: readonly number[]): Matrix {
  const kind = data instanceof Float32Array ? Float32Array : Float64Array;
  const selected = new kind(rows.length * columns);
  rows.forEach((row, i) => {
    selected.set(data.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return { rows: rows.length, columns, data: selected };
}

/** The same matrix in double precision; the matrix itself if it is already. */
export function toDouble(m: Matrix): Matrix {
  return m.data instanceof Float64Array ? m : { ...m, data: new Float64Array(m.data) };
}
