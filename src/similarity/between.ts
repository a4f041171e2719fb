/**
 * Two layers, compared in every way.
 *
 * @module
 */
import { cca, mean } from "./cca.ts";
import { squaredNorm, trace } from "./block.ts";
import { ckaByChance, meanByChance, topByChance } from "./chance.ts";
import { biasedCka, unbiasedCka } from "./cka.ts";
import type { JointPair } from "./joint_moments.ts";
import type { Matrix } from "../linalg/mod.ts";
import { Rng } from "../rng.ts";
import { procrustes, procrustesByChance } from "./procrustes.ts";
import { pwcca } from "./pwcca.ts";
import { principal, svcca } from "./svcca.ts";

/** How alike two layers are. All in [0, 1] but the unbiased CKA, which may be negative. */
export interface Measures {
  /** The first canonical correlation. */
  readonly first: number;
  /** The mean of the canonical correlations. */
  readonly mean: number;
  /** The mean of the canonical correlations of the principal directions. */
  readonly svcca: number;
  /** The mean weighted by what the canonical variates carry. */
  readonly pwcca: number;
  /** Linear CKA, biased. */
  readonly cka: number;
  /** Linear CKA, unbiased; null where it cannot be estimated. */
  readonly ckaUnbiased: number | null;
  /** Nuclear norm of the cross-covariance of activations of norm 1. */
  readonly procrustes: number;
}

/** Two layers compared, with what independent layers would show. */
export interface Compared extends Measures {
  /** Descending: as many as the smaller rank. */
  readonly correlations: Float64Array;
  readonly ranks: readonly [number, number];
  /** Principal directions that SVCCA kept. */
  readonly kept: readonly [number, number];
  /** What independent layers of these ranks and variances would show, for each measure. */
  readonly chance: Readonly<Record<keyof Measures, number>>;
  /** How far rounding had carried the largest correlation above 1. */
  readonly excess: number;
}

/** How layers are compared. */
export interface CompareOptions {
  /** Fraction of the variance that SVCCA's directions carry. */
  readonly variance: number;
  /** As {@linkcode cca} takes it. */
  readonly tolerance: number;
}

/** Compares two layers from their covariances. */
export function compare(
  { covariance, norms }: JointPair,
  observations: number,
  options: CompareOptions,
): Compared {
  const { a, b, cross } = covariance;
  const canonical = cca(covariance, options.tolerance);
  const first = principal(a, options.tolerance);
  const second = principal(b, options.tolerance);
  const reduced = svcca(first, second, cross, options);
  const [p, q] = canonical.ranks;
  const ofMean = meanByChance(p, q, observations);
  const rng = new Rng(0).split("chance"); // a level, not a draw of the user's
  return {
    correlations: canonical.correlations,
    first: canonical.correlations[0] ?? 0,
    mean: mean(canonical.correlations),
    svcca: reduced.mean,
    pwcca: pwcca(covariance, canonical),
    cka: biasedCka(covariance),
    ckaUnbiased: unbiasedCka(covariance, norms, observations),
    procrustes: procrustes(covariance),
    ranks: canonical.ranks,
    kept: reduced.kept,
    chance: {
      first: topByChance(p, q, observations),
      mean: ofMean,
      svcca: meanByChance(...reduced.kept, observations),
      pwcca: ofMean,
      cka: ckaByChance(spread(a), spread(b), observations),
      ckaUnbiased: 0,
      procrustes: procrustesByChance(first.variances, second.variances, observations, rng),
    },
    excess: canonical.excess,
  };
}

/** tr(C) / |C|: 1 for one direction, the square root of their number for equal ones, 0 for none. */
function spread(covariance: Matrix): number {
  const norm = Math.sqrt(squaredNorm(covariance));
  return norm > 0 ? trace(covariance) / norm : 0;
}
