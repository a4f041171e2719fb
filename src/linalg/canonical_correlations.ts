import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation, type Result } from "./operation.ts";

/** Canonical correlations of two sets of variables, p and q of them. */
export interface CanonicalCorrelations {
  /** Descending, within [0, 1], shape [k]: k is the smaller of both ranks. */
  readonly correlations: Float64Array;
  /** Shape [p, k]: column j has the coefficients of canonical variate j of the first set, scaled to variance 1. */
  readonly left: Matrix;
  /** Shape [q, k]: the same for the second set. */
  readonly right: Matrix;
  /** Numerical ranks of both sets: constant variables do not count, duplicate variables count once. */
  readonly ranks: readonly [first: number, second: number];
  /** By how much rounding had put the largest correlation above 1 before it was clamped. */
  readonly excess: number;
}

/** Options of {@linkcode canonicalCorrelations} and {@linkcode canonicalPairs}. */
export interface CanonicalOptions {
  /**
   * Directions of a set, its variables scaled to variance 1, are empty when their variance is at most this fraction of the
   * largest.
   *
   * @default {1e-12}
   */
  readonly tolerance?: number;
}

/**
 * Canonical correlations (Hotelling 1936) of the first `split` variables with all others, from the covariance of all of them,
 * as {@linkcode Moments} computes it.
 *
 * @param covariance Shape [p + q, p + q], symmetric; its upper triangle is read.
 * @param split p, from 1 to p + q - 1.
 * @param options The threshold for empty directions.
 * @returns min(rank of the first set, rank of the second set) correlations and their variates.
 * @throws {RangeError} If the matrix is not square, holds NaN or infinity, `split` is out of range, or the tolerance is not
 * within [0, 1).
 * @throws {ConvergenceError} If a decomposition reached its bound.
 *
 * @example One variable with one other: the absolute value of Pearson's correlation, here 3 / (2 * 3)
 * ```ts
 * import assert from "node:assert/strict";
 * import { canonicalCorrelations, matrix } from "./mod.ts";
 * const { correlations, ranks } = canonicalCorrelations(matrix([[4, -3], [-3, 9]]), 1);
 * assert.equal(correlations[0]?.toFixed(12), "0.500000000000");
 * assert.deepEqual(ranks, [1, 1]);
 * ```
 */
export function canonicalCorrelations(
  covariance: Matrix,
  split: number,
  options: CanonicalOptions = {},
): CanonicalCorrelations {
  using operation = new Operation("canonicalCorrelations");
  const { rows: order } = covariance;
  const { tolerance = 1e-12 } = options;
  if (covariance.columns !== order) throw operation.error(covariance, "is not square");
  if (!Number.isSafeInteger(split) || split < 1 || split >= order) {
    throw operation.error(covariance, `cannot be split at ${split}, expected 1 to ${order - 1}`);
  }
  if (!(tolerance >= 0 && tolerance < 1)) {
    throw new RangeError(`canonicalCorrelations(): tolerance is ${tolerance}, expected 0 <= … < 1`);
  }
  const [p, q] = [split, order - split];
  const width = Math.min(p, q);
  const input = operation.input(covariance);
  const correlations = operation.result(Float64Array, width);
  const left = operation.result(Float64Array, p * width);
  const right = operation.result(Float64Array, q * width);
  const facts = operation.result(Float64Array, 4);
  operation.check(linalg.canonical_of_covariance(
    input,
    covariance.data.BYTES_PER_ELEMENT,
    order,
    split,
    tolerance,
    correlations.address,
    left.address,
    right.address,
    facts.address,
  ));
  const [count = 0, first = 0, second = 0, excess = 0] = facts.read();
  return {
    correlations: correlations.read().slice(0, count),
    left: firstColumns(left, p, width, count),
    right: firstColumns(right, q, width, count),
    ranks: [first, second],
    excess,
  };
}

/** The first `columns` columns of a `rows x width` matrix. */
function firstColumns(
  result: Result<Float64Array>,
  rows: number,
  width: number,
  columns: number,
): Matrix {
  const all = result.read();
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    data.set(all.subarray(i * width, i * width + columns), i * columns);
  }
  return { rows, columns, data };
}
