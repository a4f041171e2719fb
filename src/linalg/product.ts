import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation } from "./operation.ts";

/**
 * Matrix product `a b`, in the operands' own precision: f32 if both are, else f64.
 *
 * @param a Shape [m, k].
 * @param b Shape [k, n].
 * @returns Shape [m, n].
 * @throws {RangeError} If the shapes do not agree, or a matrix is empty, holds NaN or infinity, or does not fit into memory.
 */
export function product(a: Matrix, b: Matrix): Matrix {
  using operation = new Operation("product");
  if (a.columns !== b.rows) {
    throw operation.error(b, `has ${b.rows} rows, the left factor has ${a.columns} columns`);
  }
  const single = a.data instanceof Float32Array && b.data instanceof Float32Array;
  const type = single ? Float32Array : Float64Array;
  const [left, right] = single ? [a, b] : [double(a), double(b)];
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

/**
 * `w w^T` in the operand's own precision, for half the work of a {@linkcode product}. Use `gram` where the result feeds a
 * decomposition.
 *
 * @param w Shape [m, k].
 * @returns Shape [m, m], symmetric to the last bit.
 * @throws {RangeError} If `w` is empty, holds NaN or infinity, or does not fit into memory.
 */
export function selfProduct(w: Matrix): Matrix {
  using operation = new Operation("selfProduct");
  const input = operation.input(w);
  const type = w.data instanceof Float32Array ? Float32Array : Float64Array;
  const result = operation.result<Float32Array | Float64Array>(type, w.rows * w.rows);
  operation.check(
    linalg.self_product(input, type.BYTES_PER_ELEMENT, w.rows, w.columns, result.address),
  );
  return { rows: w.rows, columns: w.rows, data: result.read() };
}

/** The same matrix in double precision. */
export function double(m: Matrix): Matrix {
  return m.data instanceof Float64Array ? m : { ...m, data: new Float64Array(m.data) };
}
