/**
 * Multiple correlation of each variable with all others.
 *
 * @module
 */
import { type Matrix, type SymmetricEigen, symmetricEigen } from "../linalg/mod.ts";

/** Multiple correlations and the rank of a set of variables. */
export interface OneVsRest {
  /** Shape [n], in [0, 1]: the multiple correlation of each variable with all others; 0 for a dead one. */
  readonly multiple: Float64Array;
  /** The number of linearly independent variables. */
  readonly rank: number;
}

/**
 * Multiple correlations R_i, from the inverse of the correlation matrix: 1 - R_i^2 = 1 / (C^-1)_ii.
 *
 * @param correlations Shape [n, n], {@linkcode pearson}'s: dead variables are 0 on the diagonal.
 * @param tolerance Eigenvalues of at most this fraction of the largest one count as empty directions. They are replaced by
 * that fraction, so a variable that depends on others gets a correlation of 1 to within the tolerance.
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

/** Element (i, i) of the inverse, with eigenvalues below `floor` replaced by `floor`. */
function inverseAt({ values, vectors }: SymmetricEigen, i: number, floor: number): number {
  const n = values.length;
  let sum = 0;
  for (let k = 0; k < n; k++) {
    sum += (vectors.data[i * n + k] ?? 0) ** 2 / Math.max(values[k] ?? 0, floor);
  }
  return sum;
}
