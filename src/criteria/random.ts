import type { Criterion } from "./criterion.ts";

/** Uniform random scores: the control that every other criterion must beat. */
export const random: Criterion = {
  name: "random",
  description: "uniformly random, the control",
  redundant: "highest",
  score: ({ layer, rng }) => Float64Array.from({ length: layer.filters }, () => rng.uniform()),
};
