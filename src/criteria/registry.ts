/**
 * The ranking criteria by name. Each one is loaded when it is asked for, so that help can list them without their linear
 * algebra.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import type { Criterion, Need, ScoringRule } from "./criterion.ts";
import type { OrthoNormalization } from "./ortho.ts";

/** Options of the criteria that have any. */
export interface CriterionOptions {
  /** The normalization of `ortho`. @default {"filter"} */
  readonly orthoNormalization?: OrthoNormalization;
}

/** One criterion, not loaded yet. */
interface CriterionEntry {
  /** What it reads in addition to the weights. */
  readonly needs: Need;
  /**
   * Loads it. Deno loads the modules of literal imports when the program starts, so a criterion imports only types of
   * tfjs; one that needs its functions is imported by its address (`src/lazy_import.ts`).
   */
  readonly load: (options: CriterionOptions) => Promise<ScoringRule>;
}

const registry: Readonly<Record<string, CriterionEntry>> = {
  "ortho": {
    needs: "weights",
    load: async (options) => (await import("./ortho.ts")).ortho(options.orthoNormalization),
  },
  "ortho-adjusted": {
    needs: "weights",
    load: async () => (await import("./ortho_adjusted.ts")).orthoAdjusted,
  },
  "l1": { needs: "weights", load: async () => (await import("./l1.ts")).l1 },
  "l2": { needs: "weights", load: async () => (await import("./l2.ts")).l2 },
  "fpgm": { needs: "weights", load: async () => (await import("./fpgm.ts")).fpgm },
  "bn-scale": { needs: "batch-norm", load: async () => (await import("./bn_scale.ts")).bnScale },
  "random": { needs: "weights", load: async () => (await import("./random.ts")).random },
};

/**
 * The names of the criteria.
 *
 * @param needs Only criteria that read no more than one of these in addition to the weights. @default all criteria
 * @returns The names, in the order of help.
 *
 * @example What a model file can be ranked by
 * ```ts
 * import assert from "node:assert/strict";
 * const names = criterionNames(["weights", "batch-norm"]);
 * assert.ok(names.includes("ortho"));
 * ```
 */
export function criterionNames(
  needs: readonly Need[] = ["weights", "batch-norm", "data"],
): readonly string[] {
  return Object.keys(registry).filter((name) => {
    const entry = registry[name];
    return entry !== undefined && needs.includes(entry.needs);
  });
}

/**
 * The criterion of a name.
 *
 * @param name One of {@linkcode criterionNames}.
 * @param options Options of the criteria that have any.
 * @returns The criterion.
 * @throws {InputError} If there is none of that name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { matrix } from "../linalg/mod.ts";
 * import { Rng } from "../rng.ts";
 * const l1 = await criterionNamed("l1");
 * const kernel = matrix([[3, -4], [0, 1]]);
 * const layer = { name: "conv", filters: 2, fanIn: 2 };
 * assert.deepEqual(await l1.score({ layer, kernel, rng: new Rng(1) }), Float64Array.of(7, 1));
 * assert.equal(l1.redundant, "lowest");
 * ```
 */
export async function criterionNamed(
  name: string,
  options: CriterionOptions = {},
): Promise<Criterion> {
  const entry = Object.hasOwn(registry, name) ? registry[name] : undefined;
  if (entry === undefined) {
    throw new InputError(
      `Unknown criterion "${name}": expected one of ${criterionNames().join(", ")}`,
      { option: "criterion" },
    );
  }
  const { redundant, score } = await entry.load(options);
  return { name, needs: entry.needs, redundant, score };
}
