import type { ReinitializeOptions } from "./reinitialize.ts";
import type { RemovalOptions } from "./removal.ts";

/** The numbers of a scheme, apart from its schedule. */
export interface SchemeNumbers extends RemovalOptions, ReinitializeOptions {
  /** Algorithm 1's p as a fraction of the ranked filters, in [0, 1]. */
  readonly prune: number;
  /** Filters that every layer keeps, at least 1. */
  readonly minFilters: number;
}

/** @throws {RangeError} If a number is out of range; the message names it. */
export function checkNumbers(options: SchemeNumbers): void {
  const { prune, minFilters, pruneOver, fade, gain = 1, consumerScale = 0 } = options;
  const whole = Number.isSafeInteger;
  const rules: readonly (readonly [string, number, boolean, string])[] = [
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
