/**
 * PWCCA (Morcos, Raghu & Bengio 2018): canonical correlations weighted by how much of the activations their variates
 * account for.
 *
 * @module
 */
import { type CanonicalCorrelations, type Matrix, product } from "../linalg/mod.ts";
import type { PairCovariance } from "./cca.ts";

/**
 * The weighted mean of canonical correlations: weight i is the sum over variables of |<h_i, x_j>|, the projections of the
 * activations on the canonical variates h_i (not on their coefficients). The variates are those of the set with the smaller
 * rank, or of the first set for equal ranks, as in the authors' program.
 *
 * @returns In [0, 1]; 0 if there are no correlations.
 */
export function pwcca(pair: PairCovariance, canonical: CanonicalCorrelations): number {
  const { correlations, ranks: [p, q], left, right } = canonical;
  if (correlations.length === 0) return 0;
  const [covariance, coefficients] = p <= q ? [pair.a, left] : [pair.b, right];
  const weights = columnSums(product(covariance, coefficients)); // <h_i, x_j> = (C w_i)_j
  let [sum, total] = [0, 0];
  correlations.forEach((correlation, i) => {
    sum += (weights[i] ?? 0) * correlation;
    total += weights[i] ?? 0;
  });
  return total > 0 ? sum / total : 0;
}

/** Sum of absolute values of each column. */
function columnSums({ columns, data }: Matrix): Float64Array {
  const sums = new Float64Array(columns);
  data.forEach((value, at) => {
    sums[at % columns] = (sums[at % columns] ?? 0) + Math.abs(value);
  });
  return sums;
}
