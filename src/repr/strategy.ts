import { criterionNamed } from "../criteria/mod.ts";
import type { StrategyFactory } from "../strategies/mod.ts";
import { Scheme } from "./scheme.ts";
import { SCHEME_DEFAULTS, type SchemeSettings } from "./settings.ts";

/**
 * The RePr scheme as a strategy of training.
 *
 * @param settings The settings that differ from the paper's.
 * @returns Makes the strategy of a run.
 * @throws {InputError} If there is no such criterion.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { filterGraph } from "../filters/mod.ts";
 * import { buildModel } from "../models/mod.ts";
 * import { Rng } from "../rng.ts";
 * const model = buildModel("c3-4", { inputShape: [8, 8, 3], classes: 2, rng: new Rng(1) });
 * const make = await reprStrategy({ cycles: 2 });
 * const slots = { of: () => [] };
 * const context = { model, graph: filterGraph(model), slots, rng: new Rng(1), stepsPerEpoch: 10 };
 * using strategy = make(context);
 * assert.deepEqual(strategy.phaseAt(250), { name: "pruned", cycle: 1 }); // epoch 26: S1 is 20 epochs
 * ```
 */
export async function reprStrategy(
  settings: Partial<SchemeSettings> = {},
): Promise<StrategyFactory> {
  const all = { ...SCHEME_DEFAULTS, ...settings };
  const criterion = await criterionNamed(all.criterion, all);
  return (context) => new Scheme(context, { ...all, criterion });
}
