/**
 * How much of each variable the others say already.
 *
 * @module
 */
import { type Matrix, type SymmetricEigen, symmetricEigen } from "../linalg/mod.ts";

/** One variable against all others, and how many there really are. */
export interface OneVsRest {
  /** Shape [n], in [0, 1]: the multiple correlation of each variable on all others; 0 for a dead one. */
  readonly multiple: Float64Array;
  /** How many of the variables are linearly independent. */
  readonly rank: number;
}

/**
 * Multiple correlations R_i, from the inverse of the correlation matrix: 1 - R_i^2 = 1 / (C^-1)_ii.
 *
 * @param correlations Shape [n, n], {@linkcode pearson}'s: dead variables are 0 on the diagonal.
 * @param tolerance Directions with at most this fraction of the largest eigenvalue are empty. They are taken at the
 * tolerance, so a variable that takes part in one gets a correlation of 1 but for the tolerance's rounding.
 */
export function oneVsRest(correlations: Matrix, tolerance: number): OneVsRest {
  const n = correlations.columns;
  const eigen = symmetricEigen(correlations);
  const largest = eigen.values[n - 1] ?? 0;
  const floor = tolerance * largest;
  const rank = largest > 0 ? eigen.values.filter((value) => value > floor).length : 0;
  const multiple = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const dead = (correlations.data[i * n + i] ?? 0) === 0;
    multiple[i] = dead ? 0 : Math.sqrt(Math.max(0, 1 - 1 / inverseAt(eigen, i, floor)));
  }
  return { multiple, rank };
}

/** Element (i, i) of the inverse, eigenvalues below `floor` taken at it. */
function inverseAt({ values, vectors }: SymmetricEigen, i: number, floor: number): number {
  const n = values.length;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    sum += (vectors.data[i * n + k] ?? 0) ** 2 / Math.max(values[k] ?? 0, floor);
  }
  return sum;
}
