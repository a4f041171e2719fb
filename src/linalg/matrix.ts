import type { Operation } from "./operation.ts";

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
 * @throws {RangeError} If the rows differ in length.
 *
 * @example
 * ```ts
 * import { matrix } from "./matrix.ts";
 * const identity = matrix([[1, 0], [0, 1]]);
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
 * Checks a matrix's shape against its data.
 *
 * @throws {RangeError} If the shape is not one of non-negative integers, does not match the data, or has no columns or
 * fewer than `minimumRows` rows.
 */
export function checkShape(operation: Operation, m: Matrix, minimumRows = 1): void {
  const { rows, columns, data } = m;
  const counts = [rows, columns].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!counts || rows * columns !== data.length) {
    throw operation.error(m, `has ${data.length} numbers, expected ${rows} x ${columns}`);
  }
  if (columns === 0 || rows < minimumRows) {
    throw operation.error(m, `is empty, expected at least ${minimumRows} x 1`);
  }
}
