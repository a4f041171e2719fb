import * as linalg from "../../linalg-wasm/linalg.wasm";
import type { Matrix } from "./matrix.ts";
import { Operation, type Result } from "./operation.ts";
import { double } from "./product.ts";

/** What two sets of variables, p and q of them, share. */
export interface CanonicalCorrelations {
  /** Descending, within [0, 1], shape [k]: k is the smaller of both ranks. */
  readonly correlations: Float64Array;
  /** Shape [p, k]: column j has the coefficients of canonical variate j of the first set, of variance 1. */
  readonly left: Matrix;
  /** Shape [q, k]: likewise of the second set. */
  readonly right: Matrix;
  /** Numerical ranks of both sets: dead and duplicate variables count once or not at all. */
  readonly ranks: readonly [first: number, second: number];
  /** How far rounding had carried the largest correlation above 1 before it was clamped. */
  readonly excess: number;
}

/** Options of {@linkcode canonicalCorrelations} and {@linkcode canonicalCorrelationsOfData}. */
export interface CanonicalOptions {
  /**
   * Directions of a set, its variables scaled to variance 1, count as empty when their variance (from covariances) or
   * standard deviation (from data) is at most this fraction of the largest.
   *
   * @default {1e-12} from covariances, 1e-7 from data
   */
  readonly tolerance?: number;
}

/**
 * Canonical correlations of the first `split` variables with all others, from the covariance of all of them: what
 * `Moments` gives.
 *
 * @param covariance Shape [p + q, p + q], symmetric; its upper triangle is read.
 * @param split p, from 1 to p + q - 1.
 * @throws {RangeError} If the matrix is not square, holds NaN or infinity, or `split` is out of range.
 * @throws {ConvergenceError} If a decomposition reached its bound.
 */
export function canonicalCorrelations(
  covariance: Matrix,
  split: number,
  options: CanonicalOptions = {},
): CanonicalCorrelations {
  using operation = new Operation("canonicalCorrelations");
  const { rows: order } = covariance;
  if (covariance.columns !== order) throw operation.error(covariance, "is not square");
  if (!Number.isSafeInteger(split) || split < 1 || split >= order) {
    throw operation.error(covariance, `cannot be split at ${split}, expected 1 to ${order - 1}`);
  }
  const tolerance = checked(options.tolerance ?? 1e-12);
  const input = operation.input(covariance);
  const room = take(operation, split, order - split);
  operation.check(linalg.canonical_of_covariance(
    input,
    covariance.data.BYTES_PER_ELEMENT,
    order,
    split,
    tolerance,
    ...room.addresses,
  ));
  return room.read();
}

/**
 * Canonical correlations from the observations themselves: more accurate than through covariances, where small directions
 * lose half of their digits, but all observations must fit into memory.
 *
 * @param first Shape [N, p].
 * @param second Shape [N, q], the same observations.
 * @throws {RangeError} If the numbers of observations differ, or a matrix is empty or holds NaN or infinity.
 * @throws {ConvergenceError} If a decomposition reached its bound.
 */
export function canonicalCorrelationsOfData(
  first: Matrix,
  second: Matrix,
  options: CanonicalOptions = {},
): CanonicalCorrelations {
  using operation = new Operation("canonicalCorrelationsOfData");
  if (first.rows !== second.rows) {
    throw operation.error(second, `has ${second.rows} observations, the first has ${first.rows}`);
  }
  const tolerance = checked(options.tolerance ?? 1e-7);
  const inputs = [operation.input(double(first)), operation.input(double(second))] as const;
  const room = take(operation, first.columns, second.columns);
  operation.check(linalg.canonical_of_data(
    ...inputs,
    Float64Array.BYTES_PER_ELEMENT,
    first.rows,
    first.columns,
    second.columns,
    tolerance,
    ...room.addresses,
  ));
  return room.read();
}

function checked(tolerance: number): number {
  if (tolerance >= 0 && tolerance < 1) return tolerance;
  throw new RangeError(`canonical correlations: tolerance is ${tolerance}, expected 0 <= … < 1`);
}

interface Room {
  readonly addresses: readonly [number, number, number, number];
  read(): CanonicalCorrelations;
}

/** Room for the results of `p` and `q` variables. */
function take(operation: Operation, p: number, q: number): Room {
  const width = Math.min(p, q);
  const correlations = operation.result(Float64Array, width);
  const left = operation.result(Float64Array, p * width);
  const right = operation.result(Float64Array, q * width);
  const facts = operation.result(Float64Array, 4);
  const read = () => {
    const [count = 0, first = 0, second = 0, excess = 0] = facts.read();
    return {
      correlations: correlations.read().slice(0, count),
      left: narrow(left, p, width, count),
      right: narrow(right, q, width, count),
      ranks: [first, second] as const,
      excess,
    };
  };
  return {
    addresses: [correlations.address, left.address, right.address, facts.address],
    read,
  };
}

/** The first `count` of `width` columns. */
function narrow(
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
