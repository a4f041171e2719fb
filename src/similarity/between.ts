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
import { procrustes } from "./procrustes.ts";
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
  /** The level of independent data for each measure that has one in closed form. */
  readonly chance: Readonly<Record<"first" | "mean" | "svcca" | "cka", number>>;
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
  { variance, tolerance }: CompareOptions,
): Compared {
  const { a, b, cross } = covariance;
  const canonical = cca(covariance, tolerance);
  const directions = [a, b].map((each) => principal(each, variance, tolerance));
  const [first = EMPTY, second = EMPTY] = directions;
  const reduced = svcca(first, second, cross, tolerance);
  const [p, q] = canonical.ranks;
  const [spreadA, spreadB] = [spread(a), spread(b)];
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
      mean: meanByChance(p, q, observations),
      svcca: meanByChance(...reduced.kept, observations),
      cka: ckaByChance(spreadA, spreadB, observations),
    },
    excess: canonical.excess,
  };
}

const EMPTY = {
  variances: new Float64Array(),
  directions: { rows: 0, columns: 0, data: new Float64Array() },
};

/** tr(C) / |C|: 1 for one direction, the square root of their number for equal ones, 0 for none. */
function spread(covariance: Matrix): number {
  const norm = Math.sqrt(squaredNorm(covariance));
  return norm > 0 ? trace(covariance) / norm : 0;
}
