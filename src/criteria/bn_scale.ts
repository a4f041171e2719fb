import { InputError } from "../errors.ts";
import type { Criterion } from "./criterion.ts";

/** Absolute scale (gamma) of the batch norm behind the layer (Liu et al. 2017, network slimming). */
export const bnScale: Criterion = {
  name: "bn-scale",
  description: "absolute scale of the batch norm behind the layer: small ones are redundant",
  redundant: "lowest",
  reads: "gamma",
  score: ({ layer, gamma }) => {
    if (gamma === undefined) {
      throw new InputError(
        `Cannot rank layer ${layer.name} by bn-scale: no batch norm follows it (rank by another criterion)`,
      );
    }
    return Float64Array.from(gamma, Math.abs);
  },
};
