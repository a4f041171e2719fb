/**
 * Canonical correlations of two sets of variables (Hotelling 1936), truncated by rank.
 *
 * @module
 */
import { type CanonicalCorrelations, canonicalCorrelations, type Matrix } from "../linalg/mod.ts";
import { joined, trace } from "./covariance_blocks.ts";

/** Covariances of two sets of variables, p and q of them, over the same observations. */
export interface PairCovariance {
  /** Shape [p, p]. */
  readonly a: Matrix;
  /** Shape [q, q]. */
  readonly b: Matrix;
  /** Shape [p, q]. */
  readonly cross: Matrix;
}

/**
 * Canonical correlations from covariances.
 *
 * @param tolerance Directions of a set, its variables scaled to variance 1, with at most this fraction of the largest
 * variance are empty.
 */
export function cca({ a, b, cross }: PairCovariance, tolerance: number): CanonicalCorrelations {
  if (trace(a) === 0 || trace(b) === 0) {
    return {
      correlations: new Float64Array(),
      left: { rows: a.rows, columns: 0, data: new Float64Array() },
      right: { rows: b.rows, columns: 0, data: new Float64Array() },
      ranks: [Math.sign(trace(a)), Math.sign(trace(b))],
      excess: 0,
    };
  }
  return canonicalCorrelations(joined(a, b, cross), a.columns, { tolerance });
}

/** The mean; 0 for an empty array. */
export function mean(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
