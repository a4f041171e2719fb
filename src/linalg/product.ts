import * as linalg from "../../linalg-wasm/linalg.wasm";
import { type Matrix, toDouble } from "./matrix.ts";
import { Operation } from "./operation.ts";

/**
 * Matrix product `a b`, in the operands' own precision: f32 if both are f32, otherwise f64.
 *
 * @param a Shape [m, k].
 * @param b Shape [k, n].
 * @returns Shape [m, n].
 * @throws {RangeError} If the shapes do not agree, or a matrix is empty, holds NaN or infinity, or does not fit into memory.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix, product } from "./mod.ts";
 * assert.deepEqual([...product(matrix([[1, 2]]), matrix([[3, 4], [5, 6]])).data], [13, 16]);
 * ```
 */
export function product(a: Matrix, b: Matrix): Matrix {
  using operation = new Operation("product");
  if (a.columns !== b.rows) {
    throw operation.error(b, `has ${b.rows} rows, the left factor has ${a.columns} columns`);
  }
  const single = a.data instanceof Float32Array && b.data instanceof Float32Array;
  const type = single ? Float32Array : Float64Array;
  const [left, right] = single ? [a, b] : [toDouble(a), toDouble(b)];
  const [leftAt, rightAt] = [operation.input(left), operation.input(right)];
  const result = operation.result<Float32Array | Float64Array>(type, a.rows * b.columns);
  operation.check(
    linalg.product(
      leftAt,
      rightAt,
      type.BYTES_PER_ELEMENT,
      a.rows,
      a.columns,
      b.columns,
      result.address,
    ),
  );
  return { rows: a.rows, columns: b.columns, data: result.read() };
}
