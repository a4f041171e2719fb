import type { ScoringRule } from "./criterion.ts";

/** Uniform random scores: the control that every other criterion must beat. */
export const random: ScoringRule = {
  redundant: "highest",
  score: ({ layer, rng }) => Float64Array.from({ length: layer.filters }, () => rng.uniform()),
};
