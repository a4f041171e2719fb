/**
 * SVCCA (Raghu et al. 2017): canonical correlations of the directions that carry most of the variance.
 *
 * @module
 */
import { type Matrix, product, symmetricEigen } from "../linalg/mod.ts";
import { block, trace } from "./block.ts";
import { cca, mean, type PairCovariance } from "./cca.ts";

/** The principal directions of one set of variables that are kept. */
export interface Principal {
  /** Variances along them, descending, shape [k]. */
  readonly variances: Float64Array;
  /** Shape [n, k]: one orthonormal direction a column. */
  readonly directions: Matrix;
}

/**
 * As many principal directions as it takes to carry a fraction of the variance, and no empty ones.
 *
 * @param covariance Shape [n, n].
 * @param fraction Of the variance, in (0, 1].
 * @param tolerance Directions with at most this fraction of the largest variance are empty.
 */
export function principal(covariance: Matrix, fraction: number, tolerance: number): Principal {
  const n = covariance.columns;
  const { values, vectors } = symmetricEigen(covariance);
  const largest = values[n - 1] ?? 0;
  const total = trace(covariance);
  let kept = 0;
  for (let sum = 0; kept < n && sum < fraction * total; kept++) {
    const value = values[n - 1 - kept] ?? 0;
    if (value <= tolerance * largest) break;
    sum += value;
  }
  const ascending = block(vectors, { from: 0, to: n }, { from: n - kept, to: n });
  const data = new Float64Array(n * kept);
  for (let i = 0; i < n; i++) {
    data.set(ascending.data.subarray(i * kept, (i + 1) * kept).toReversed(), i * kept);
  }
  return {
    variances: values.slice(n - kept).reverse(),
    directions: { rows: n, columns: kept, data },
  };
}

/** What SVCCA finds. */
export interface Svcca {
  /** The mean of the canonical correlations of the kept directions. */
  readonly mean: number;
  /** Directions kept of each set. */
  readonly kept: readonly [number, number];
}

/**
 * The mean canonical correlation of two sets' principal directions.
 *
 * @param cross Shape [p, q].
 */
export function svcca(a: Principal, b: Principal, cross: Matrix, tolerance: number): Svcca {
  const kept = [a.variances.length, b.variances.length] as const;
  if (kept[0] === 0 || kept[1] === 0) return { mean: 0, kept };
  const projected: PairCovariance = {
    a: diagonal(a.variances),
    b: diagonal(b.variances),
    cross: product(product(transposed(a.directions), cross), b.directions),
  };
  return { mean: mean(cca(projected, tolerance).correlations), kept };
}

function diagonal(values: Float64Array): Matrix {
  const n = values.length;
  const data = new Float64Array(n * n);
  values.forEach((value, i) => data[i * n + i] = value);
  return { rows: n, columns: n, data };
}

function transposed({ rows, columns, data }: Matrix): Matrix {
  const result = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j] ?? 0;
  }
  return { rows: columns, columns: rows, data: result };
}
