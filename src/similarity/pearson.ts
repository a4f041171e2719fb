/**
 * Pearson correlations.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";

/**
 * Pearson correlation of every two variables, with sign.
 *
 * @param covariance Shape [n, n].
 * @returns Shape [n, n], within [-1, 1]; 0 for a variable without variance, on the diagonal, too.
 */
export function pearson(covariance: Matrix): Matrix {
  const { columns: n, data } = covariance;
  const scales = Float64Array.from({ length: n }, (_, i) => {
    const variance = data[i * n + i] ?? 0;
    return variance > 0 ? 1 / Math.sqrt(variance) : 0;
  });
  const correlations = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      const r = (data[i * n + j] ?? 0) * (scales[i] ?? 0) * (scales[j] ?? 0);
      const value = i === j ? Math.round(r) : Math.min(1, Math.max(-1, r));
      correlations[i * n + j] = value;
      correlations[j * n + i] = value;
    }
  }
  return { rows: n, columns: n, data: correlations };
}
