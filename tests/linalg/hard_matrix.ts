import fc from "fast-check";
import type { Matrix } from "../../src/linalg/mod.ts";
import { randomMatrix } from "./random_matrix.ts";

/** Ways in which matrices are hard, by what becomes of element (i, j) of a random one. */
const KINDS: Record<string, (value: number, i: number, j: number, m: Matrix) => number> = {
  random: (value) => value,
  "all ones": () => 1,
  zero: () => 0,
  "duplicate columns": (_, i, j, m) => m.data[i * m.columns + Math.floor(j / 2)] ?? 0,
  "duplicate rows": (_, i, j, m) => m.data[Math.floor(i / 2) * m.columns + j] ?? 0,
  "zero rows": (value, i) => i % 3 === 0 ? 0 : value,
  "zero columns": (value, _, j) => j % 3 === 1 ? 0 : value,
  "rank one": (_, i, j, m) => (m.data[i] ?? 0) * (m.data[j] ?? 0),
  "graded over twelve orders": (value, _, j, m) => value * 10 ** (-12 * j / m.columns),
};

/** Matrices of any shape up to `largest`, 1 x n and n x 1 included, of every hard kind, in either precision. */
export function hardMatrix(largest: number): fc.Arbitrary<Matrix> {
  const side = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: largest }));
  return fc.record({
    rows: side,
    columns: side,
    kind: fc.constantFrom(...Object.keys(KINDS)),
    seed: fc.integer(),
    single: fc.boolean(),
  }).map(({ rows, columns, kind, seed, single }) => {
    const random = randomMatrix(rows, columns, seed);
    const change = KINDS[kind] ?? ((value) => value);
    const data = random.data.map((value, at) =>
      change(value, Math.floor(at / columns), at % columns, random)
    );
    return { rows, columns, data: single ? Float32Array.from(data) : data };
  });
}

/** Plain matrix product. */
export function times(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const scale = a.data[i * a.columns + k] ?? NaN;
      for (let j = 0; j < b.columns; j++) {
        const at = i * b.columns + j;
        data[at] = (data[at] ?? 0) + scale * (b.data[k * b.columns + j] ?? NaN);
      }
    }
  }
  return { rows: a.rows, columns: b.columns, data };
}

/** The transpose. */
export function transpose(m: Matrix): Matrix {
  const data = Float64Array.from(
    m.data,
    (_, at) => m.data[(at % m.rows) * m.columns + Math.floor(at / m.rows)] ?? NaN,
  );
  return { rows: m.columns, columns: m.rows, data };
}

/** A square matrix with the given diagonal. */
export function diagonal(values: ArrayLike<number>): Matrix {
  const order = values.length;
  const data = new Float64Array(order * order);
  for (let i = 0; i < order; i++) data[i * (order + 1)] = values[i] ?? NaN;
  return { rows: order, columns: order, data };
}

/** Largest absolute difference. */
export function distance(a: Matrix, b: Matrix): number {
  let largest = 0;
  a.data.forEach((v, i) => largest = Math.max(largest, Math.abs(v - (b.data[i] ?? NaN))));
  return largest;
}

/** How far columns are from orthonormal. */
export function skew(q: Matrix): number {
  return distance(times(transpose(q), q), diagonal(new Array(q.columns).fill(1)));
}

/** Frobenius norm, at least the smallest normal number. */
export function norm(m: Matrix): number {
  return Math.max(Math.hypot(...m.data), 1e-300);
}
