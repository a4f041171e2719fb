/**
 * The settings of the RePr scheme, and the paper's values. Nothing here needs tfjs.
 *
 * @module
 */
import type { OrthoNormalization } from "../criteria/mod.ts";
import type { Duration } from "./duration.ts";

export { type Duration, duration, type DurationLike } from "./duration.ts";

/** The settings of the RePr scheme (Algorithm 1). */
export interface SchemeSettings {
  /** S1: training of the full network before each pruning. */
  readonly s1: Duration;
  /** S2: training of the sub-network. */
  readonly s2: Duration;
  /** N: how often the network is pruned; 0 is standard training. */
  readonly cycles: number;
  /** p: fraction of the ranked filters that is pruned in a cycle, in [0, 1]. */
  readonly prune: number;
  /** Name of the ranking criterion. */
  readonly criterion: string;
  /** Eq. 1 for `ortho`: divide each filter by its own norm, or all by the Frobenius norm of the layer's matrix. */
  readonly orthoNormalization: OrthoNormalization;
  /** Whether convolutions that read the model's input are ranked, too. */
  readonly rankFirst: boolean;
  /** Filters that every layer keeps, at least 1. */
  readonly minFilters: number;
  /** Mini-batches over which the chosen filters are removed one after another, by rank; 0: at once. */
  readonly pruneOver: number;
  /** Mini-batches over which each chosen filter's weights shrink before it is removed; 0: none. */
  readonly fade: number;
  /** Norm of a re-initialized filter, as a multiple of the mean norm of the layer's surviving filters; above 0. */
  readonly gain: number;
  /**
   * The weights with which the next layers read a re-initialized filter: drawn again and small, so that the network's
   * output changes little (appendix of the paper), or as they were before the pruning.
   */
  readonly consumers: "redraw" | "keep";
  /** Standard deviation of redrawn consumer weights, as a multiple of the root mean square of the surviving ones. */
  readonly consumerScale: number;
}

/** The paper's settings (sections 4 and 5; CIFAR-10), and this project's where the paper gives none. */
export const SCHEME_DEFAULTS: SchemeSettings = {
  s1: { count: 20, unit: "epochs" },
  s2: { count: 10, unit: "epochs" },
  cycles: 3,
  prune: 0.3,
  criterion: "ortho",
  orthoNormalization: "filter",
  rankFirst: false,
  minFilters: 1,
  pruneOver: 0,
  fade: 0,
  gain: 1,
  consumers: "redraw",
  consumerScale: 0.1,
};

/**
 * Checks the numbers of a scheme's settings.
 *
 * @param settings The settings.
 * @throws {RangeError} If a number is out of range; the message names it.
 */
export function checkSettings(settings: SchemeSettings): void {
  const { cycles, prune, minFilters, pruneOver, fade, gain, consumerScale } = settings;
  const whole = Number.isSafeInteger;
  const rules: readonly (readonly [string, number, boolean, string])[] = [
    ["cycles", cycles, whole(cycles) && cycles >= 0, "a whole number of at least 0"],
    ["prune", prune, prune >= 0 && prune <= 1, "a fraction between 0 and 1"],
    ["minFilters", minFilters, whole(minFilters) && minFilters >= 1, "a whole number from 1"],
    ["pruneOver", pruneOver, whole(pruneOver) && pruneOver >= 0, "a whole number of mini-batches"],
    ["fade", fade, whole(fade) && fade >= 0, "a whole number of mini-batches"],
    ["gain", gain, gain > 0 && gain < Infinity, "a positive number"],
    ["consumerScale", consumerScale, consumerScale >= 0 && consumerScale < Infinity, "at least 0"],
  ];
  for (const [name, found, holds, expected] of rules) {
    if (!holds) throw new RangeError(`${name} must be ${expected}, found ${found}`);
  }
}
