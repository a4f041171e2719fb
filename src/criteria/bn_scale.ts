import { InputError } from "../errors.ts";
import type { ScoringRule } from "./criterion.ts";

/** Absolute scale (gamma) of the layer's batch normalization (Liu et al. 2017, network slimming). */
export const bnScale: ScoringRule = {
  redundant: "lowest",
  score({ layer, gamma }) {
    if (gamma !== undefined) return Float64Array.from(gamma, Math.abs);
    throw new InputError(
      `Cannot rank layer ${layer.name} by bn-scale: no batch normalization follows it (rank by another criterion)`,
    );
  },
};
