/**
 * What independent data show: the level below which a correlation means nothing.
 *
 * @module
 */

/** Nodes of the quadrature of {@linkcode meanByChance}. */
const NODES = 256;

/**
 * The largest canonical correlation of p and q variables that have nothing to do with each other, seen N times: the upper
 * edge of Wachter's law (1980), rho^2 = (sqrt(p/N (1 - q/N)) + sqrt(q/N (1 - p/N)))^2. For p = q = n and c = n/N it
 * is 2 sqrt(c (1 - c)).
 *
 * @returns In [0, 1]; 1 where p + q variables are too many for N observations to tell anything.
 *
 * @example 512 filters of one layer and 512 of another on 10,000 observations
 * ```ts
 * import { topByChance } from "./chance.ts";
 * import assert from "node:assert/strict";
 * assert.equal(topByChance(512, 512, 10_000).toFixed(2), "0.44");
 * ```
 */
export function topByChance(p: number, q: number, observations: number): number {
  if (p === 0 || q === 0) return 0;
  return Math.sqrt(edges(p, q, observations)[1]);
}

/**
 * The mean of all canonical correlations of independent variables: of Wachter's law, and of the correlations that are 1
 * where the two sets together have more variables than there are observations.
 */
export function meanByChance(p: number, q: number, observations: number): number {
  const count = Math.min(p, q);
  if (count === 0) return 0;
  const certain = Math.min(count, Math.max(0, p + q - observations));
  const spread = count - certain;
  return (certain + (spread === 0 ? 0 : spread * meanOfLaw(p, q, observations))) / count;
}

function meanOfLaw(p: number, q: number, observations: number): number {
  const [low, high] = edges(p, q, observations, false);
  let mass = 0;
  let sum = 0;
  for (let i = 1; i <= NODES; i++) { // Gauss-Chebyshev of the second kind: the law has square-root edges
    const angle = i * Math.PI / (NODES + 1);
    const square = (low + high) / 2 + (high - low) / 2 * Math.cos(angle);
    if (square <= 0 || square >= 1) continue;
    const weight = Math.sin(angle) ** 2 / (square * (1 - square));
    mass += weight;
    sum += weight * Math.sqrt(square);
  }
  return mass === 0 ? Math.sqrt(high) : sum / mass;
}

/** The squared correlations between which Wachter's law lies. */
function edges(
  p: number,
  q: number,
  observations: number,
  certain = true,
): readonly [low: number, high: number] {
  const [a, b] = [Math.min(1, p / observations), Math.min(1, q / observations)];
  const [left, right] = [Math.sqrt(a * (1 - b)), Math.sqrt(b * (1 - a))];
  const high = certain && p + q >= observations ? 1 : (left + right) ** 2;
  return [(left - right) ** 2, Math.min(1, high)];
}

/**
 * The linear CKA (biased) to expect of independent activations: tr(A) tr(B) / (N |A| |B|) for covariances A and B, since
 * the squared norm of their cross-covariance is tr(A) tr(B) / N on average.
 *
 * @param spreadA `tr(A) / |A|`, between 1 (one direction) and the square root of the number of variables.
 */
export function ckaByChance(spreadA: number, spreadB: number, observations: number): number {
  return Math.min(1, spreadA * spreadB / Math.max(1, observations - 1));
}
