/**
 * SVCCA (Raghu et al. 2017): canonical correlations of the principal directions with most of the variance.
 *
 * @module
 */
import { type Matrix, product, symmetricEigen } from "../linalg/mod.ts";
import { block } from "./covariance_blocks.ts";
import { cca, mean, type PairCovariance } from "./cca.ts";

/** Principal directions of one set of variables. */
export interface Principal {
  /** Variances along them, descending, shape [k]. */
  readonly variances: Float64Array;
  /** Shape [n, k]: one orthonormal direction per column. */
  readonly directions: Matrix;
}

/**
 * The principal directions, without the empty ones.
 *
 * @param covariance Shape [n, n].
 * @param tolerance Directions with at most this fraction of the largest variance are empty.
 */
export function principal(covariance: Matrix, tolerance: number): Principal {
  const { values, vectors } = symmetricEigen(covariance);
  const n = values.length;
  const least = tolerance * Math.max(0, values[n - 1] ?? 0);
  const rank = values.filter((value) => value > least).length;
  const data = new Float64Array(n * rank);
  for (let i = 0; i < n; i++) {
    const row = vectors.data.subarray((i + 1) * n - rank, (i + 1) * n);
    data.set(row.toReversed(), i * rank);
  }
  return {
    variances: values.slice(n - rank).reverse(),
    directions: { rows: n, columns: rank, data },
  };
}

/** The first directions, as many as are needed for a fraction, in (0, 1], of the variance. */
function leading({ variances, directions }: Principal, fraction: number): Principal {
  const wanted = fraction * variances.reduce((sum, value) => sum + value, 0);
  let [kept, sum] = [0, 0];
  while (kept < variances.length && sum < wanted) sum += variances[kept++] ?? 0;
  const rows = { from: 0, to: directions.rows };
  return {
    variances: variances.slice(0, kept),
    directions: block(directions, rows, { from: 0, to: kept }),
  };
}

/** Options of {@linkcode svcca}. */
export interface SvccaOptions {
  /** Fraction of the variance that the kept directions have, in (0, 1]. */
  readonly variance: number;
  /** The tolerance of {@linkcode cca}. */
  readonly tolerance: number;
}

/** The result of SVCCA. */
export interface Svcca {
  /** The mean of the canonical correlations of the kept directions. */
  readonly mean: number;
  /** How many directions of each set were kept. */
  readonly kept: readonly [number, number];
}

/**
 * The mean canonical correlation of two sets' leading principal directions.
 *
 * @param first All principal directions of the first set.
 * @param cross Shape [p, q].
 */
export function svcca(
  first: Principal,
  second: Principal,
  cross: Matrix,
  { variance, tolerance }: SvccaOptions,
): Svcca {
  const [a, b] = [leading(first, variance), leading(second, variance)];
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
