import { InputError } from "../errors.ts";
import { bnScale } from "./bn_scale.ts";
import type { Criterion } from "./criterion.ts";
import { fpgm } from "./fpgm.ts";
import { l1 } from "./l1.ts";
import { l2 } from "./l2.ts";
import { ortho, type OrthoNormalization } from "./ortho.ts";
import { orthoAdjusted } from "./ortho_adjusted.ts";
import { random } from "./random.ts";

/** What turns a criterion's name into the criterion. */
export interface CriterionOptions {
  /** The normalization of `ortho`. @default {"filter"} */
  readonly orthoNormalisation?: OrthoNormalization;
}

const registry: Readonly<Record<string, (options: CriterionOptions) => Criterion>> = {
  "ortho": (options) => ortho(options.orthoNormalisation),
  "ortho-adjusted": () => orthoAdjusted,
  "l1": () => l1,
  "l2": () => l2,
  "fpgm": () => fpgm,
  "bn-scale": () => bnScale,
  "random": () => random,
};

/** The names that {@linkcode criterionNamed} knows. */
export const criterionNames: readonly string[] = Object.keys(registry);

/**
 * The criterion of that name.
 *
 * @throws {InputError} If there is none.
 */
export function criterionNamed(name: string, options: CriterionOptions = {}): Criterion {
  const make = registry[name];
  if (make === undefined) {
    throw new InputError(
      `Unknown criterion "${name}": expected one of ${criterionNames.join(", ")}`,
    );
  }
  return make(options);
}
