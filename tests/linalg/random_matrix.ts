import type { Matrix } from "../../src/linalg/mod.ts";
import { Rng } from "../../src/rng.ts";

/** A matrix of standard normal numbers. */
export function randomMatrix(rows: number, columns: number, seed = 1): Matrix {
  return { rows, columns, data: new Rng(seed).normals(rows * columns) };
}

/** The same numbers in single precision. */
export function single(m: Matrix): Matrix {
  return { ...m, data: Float32Array.from(m.data) };
}

/** One row. */
export function row(m: Matrix, index: number): number[] {
  return [...m.data.subarray(index * m.columns, (index + 1) * m.columns)];
}

/** Plain sum of products, the reference of every test here. */
export function inner(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}

/** |cosine|; 0 for a zero vector. */
export function overlap(a: readonly number[], b: readonly number[]): number {
  const lengths = Math.sqrt(inner(a, a) * inner(b, b));
  return lengths === 0 ? 0 : Math.abs(inner(a, b)) / lengths;
}

/** Matrices one above the other, in double precision. */
export function stack(...parts: readonly Matrix[]): Matrix {
  return {
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    columns: parts[0]?.columns ?? 0,
    data: Float64Array.from(parts.flatMap((part) => [...part.data])),
  };
}
