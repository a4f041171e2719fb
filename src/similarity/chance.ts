/**
 * Chance levels: the similarity to expect for independent data. Lower values are no evidence of a relation.
 *
 * @module
 */

/** Nodes of the quadrature of {@linkcode meanByChance}. */
const NODES = 256;

/**
 * The largest canonical correlation to expect for N observations of p and q independent variables: the upper edge of
 * Wachter's law (1980), `rho^2 = (sqrt(p/N (1 - q/N)) + sqrt(q/N (1 - p/N)))^2`. For p = q = n and c = n/N it is
 * `2 sqrt(c (1 - c))`.
 *
 * @param p Variables of the first set.
 * @param q Variables of the second set.
 * @param observations N.
 * @returns In [0, 1]; 1 if p + q >= N, because then the correlation is 1 for any data.
 *
 * @example 512 filters of one layer and 512 of another on 10,000 observations
 * ```ts
 * import assert from "node:assert/strict";
 * import { topByChance } from "./mod.ts";
 * assert.equal(topByChance(512, 512, 10_000).toFixed(2), "0.44");
 * ```
 */
export function topByChance(p: number, q: number, observations: number): number {
  if (p === 0 || q === 0) return 0;
  return Math.sqrt(edges(p, q, observations)[1]);
}

/**
 * The mean canonical correlation to expect for N observations of p and q independent variables. Where p + q > N, p + q - N
 * correlations are 1; the others follow Wachter's law.
 *
 * @param p Variables of the first set.
 * @param q Variables of the second set.
 * @param observations N.
 * @returns In [0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanByChance } from "./mod.ts";
 * assert.equal(meanByChance(20, 20, 20), 1);
 * assert.ok(meanByChance(20, 20, 10_000) < 0.05);
 * ```
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

/** The smallest and the largest squared correlation of Wachter's law. */
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
 * The biased linear CKA to expect for independent activations with covariances A and B: `tr(A) tr(B) / (N |A| |B|)`, because
 * the squared norm of their cross-covariance is `tr(A) tr(B) / N` on average.
 *
 * @param spreadA `tr(A) / |A|`, from 1 (one direction) to the square root of the number of variables.
 * @param spreadB `tr(B) / |B|`.
 * @param observations N.
 * @returns In [0, 1].
 *
 * @example 100 uncorrelated variables of equal variance in each layer, so that tr(A) / |A| = 10
 * ```ts
 * import assert from "node:assert/strict";
 * import { ckaByChance } from "./mod.ts";
 * assert.equal(ckaByChance(10, 10, 1001), 0.1);
 * ```
 */
export function ckaByChance(spreadA: number, spreadB: number, observations: number): number {
  return Math.min(1, spreadA * spreadB / Math.max(1, observations - 1));
}
