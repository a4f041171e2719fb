/**
 * Variables that do not vary. They are reported, and must not cause divisions by zero.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";

/** Rounding errors of activations: a standard deviation of at most this fraction of the mean counts as 0. */
export const RESOLUTION = { f16: 1e-3, f32: 1e-6, f64: 1e-13 } as const;

/** Mean and covariance of some variables. */
export interface Covariance {
  /** Shape [n]. */
  readonly mean: Float64Array;
  /** Shape [n, n]. */
  readonly covariance: Matrix;
}

/**
 * Indices of dead variables: those that are constant except for rounding.
 *
 * @param resolution A standard deviation of at most this fraction of the mean is rounding; see {@linkcode RESOLUTION}.
 */
export function deadVariables({ mean, covariance }: Covariance, resolution: number): number[] {
  const { columns: n, data } = covariance;
  return Array.from(mean.keys()).filter((i) =>
    Math.sqrt(data[i * n + i] ?? 0) <= resolution * Math.abs(mean[i] ?? 0)
  );
}

/** The covariance with the rows and columns of dead variables set to 0. */
export function withoutDead(covariance: Matrix, dead: readonly number[]): Matrix {
  if (dead.length === 0) return covariance;
  const { columns: n } = covariance;
  const data = Float64Array.from(covariance.data);
  for (const i of dead) {
    data.fill(0, i * n, (i + 1) * n);
    for (let j = 0; j < n; j++) data[j * n + i] = 0;
  }
  return { rows: n, columns: n, data };
}
