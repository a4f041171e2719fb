/**
 * Comparison of two layers by all measures.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";
import { Rng } from "../rng.ts";
import { cca, mean } from "./cca.ts";
import { ckaByChance, meanByChance, topByChance } from "./chance.ts";
import { biasedCka, unbiasedCka } from "./cka.ts";
import { squaredNorm, trace } from "./covariance_blocks.ts";
import type { JointPair } from "./joint_moments.ts";
import { procrustes, procrustesByChance } from "./procrustes.ts";
import { pwcca } from "./pwcca.ts";
import { principal, svcca } from "./svcca.ts";

/** How similar two layers are. All values are in [0, 1], except that the unbiased CKA can be negative. */
export interface SimilarityMeasures {
  /** The first canonical correlation. */
  readonly first: number;
  /** The mean of the canonical correlations. */
  readonly mean: number;
  /** The mean of the canonical correlations of the principal directions (SVCCA). */
  readonly svcca: number;
  /** The mean of the canonical correlations, weighted by what their variates account for (PWCCA). */
  readonly pwcca: number;
  /** Linear CKA, biased. */
  readonly cka: number;
  /** Linear CKA, unbiased; null if it cannot be estimated. */
  readonly ckaUnbiased: number | null;
  /** Nuclear norm of the cross-covariance of activations of norm 1. */
  readonly procrustes: number;
}

/** Two layers compared, and the values to expect for independent layers. */
export interface LayerComparison extends SimilarityMeasures {
  /** Index of the first layer. */
  readonly a: number;
  /** Index of the second layer. */
  readonly b: number;
  /** Canonical correlations, descending; their number is the smaller rank. */
  readonly correlations: Float64Array;
  /** Numerical ranks of both layers. */
  readonly ranks: readonly [number, number];
  /** How many principal directions of each layer SVCCA kept. */
  readonly kept: readonly [number, number];
  /** For each measure, the value to expect for independent layers of these ranks and variances. */
  readonly chance: Readonly<Record<keyof SimilarityMeasures, number>>;
  /** The same if only images are independent observations, and the cells of one image are not. */
  readonly chanceOfImages: Readonly<Record<keyof SimilarityMeasures, number>>;
  /** By how much rounding had put the largest correlation above 1 before it was clamped. */
  readonly excess: number;
}

/** How layers are compared. */
export interface CompareLayersOptions {
  /** Fraction of the variance that SVCCA's directions have. */
  readonly variance: number;
  /** The tolerance of {@linkcode cca}. */
  readonly tolerance: number;
}

/** How many observations covariances are from. */
export interface Counts {
  /** Images x cells. */
  readonly observations: number;
  /** Images. */
  readonly images: number;
}

/**
 * Compares two layers.
 *
 * @param pair Their covariances.
 * @param counts How many observations the covariances are from.
 */
export function compareLayers(
  { covariance, norms }: JointPair,
  { observations, images }: Counts,
  options: CompareLayersOptions,
): Omit<LayerComparison, "a" | "b"> {
  const { a, b, cross } = covariance;
  const canonical = cca(covariance, options.tolerance);
  const first = principal(a, options.tolerance);
  const second = principal(b, options.tolerance);
  const reduced = svcca(first, second, cross, options);
  const [p, q] = canonical.ranks;
  const levels = (independent: number) => {
    const meanLevel = meanByChance(p, q, independent);
    return {
      first: topByChance(p, q, independent),
      mean: meanLevel,
      svcca: meanByChance(...reduced.kept, independent),
      pwcca: meanLevel,
      cka: ckaByChance(spread(a), spread(b), independent),
      ckaUnbiased: 0,
    };
  };
  const rng = new Rng(0).split("chance"); // the level is an estimate, which does not depend on the user's seed
  const nuclear = procrustesByChance(first.variances, second.variances, observations, rng);
  // The level falls with the square root of the number of observations.
  const fewer = Math.sqrt(Math.max(1, observations - 1) / Math.max(1, images - 1));
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
    chance: { ...levels(observations), procrustes: nuclear },
    chanceOfImages: { ...levels(images), procrustes: Math.min(1, fewer * nuclear) },
    excess: canonical.excess,
  };
}

/** tr(C) / |C|: 1 for one direction, the square root of their number for equal ones, 0 for none. */
function spread(covariance: Matrix): number {
  const norm = Math.sqrt(squaredNorm(covariance));
  return norm > 0 ? trace(covariance) / norm : 0;
}
