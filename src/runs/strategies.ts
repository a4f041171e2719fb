/**
 * The strategies by name. Each one is loaded when it is asked for, so that help can list them without tfjs.
 *
 * @module
 */
import { lazy } from "../lazy_import.ts";
import type { SchemeSettings } from "../repr/settings.ts";
import type { StrategyFactory } from "../strategies/mod.ts";

/** The names of the strategies, in the order of help. */
export const strategyNames = ["repr", "standard"] as const;

/** The name of a strategy. */
export type StrategyName = (typeof strategyNames)[number];

const registry: Readonly<
  Record<StrategyName, (settings: SchemeSettings) => Promise<StrategyFactory>>
> = {
  "repr": async (settings: SchemeSettings) => {
    const scheme: typeof import("../repr/mod.ts") = await import(
      lazy("../repr/mod.ts", import.meta.url)
    );
    return await scheme.reprStrategy(settings);
  },
  "standard": async () => {
    const strategies: typeof import("../strategies/mod.ts") = await import(
      lazy("../strategies/mod.ts", import.meta.url)
    );
    return strategies.standard();
  },
};

/**
 * The strategy of a name.
 *
 * @param name One of {@linkcode strategyNames}.
 * @param settings Settings of the strategies that prune filters.
 * @returns Makes the strategy of a run.
 * @throws {InputError} If there is no such criterion.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { SCHEME_DEFAULTS } from "../repr/settings.ts";
 * assert.equal(typeof await strategyNamed("standard", SCHEME_DEFAULTS), "function");
 * ```
 */
export async function strategyNamed(
  name: StrategyName,
  settings: SchemeSettings,
): Promise<StrategyFactory> {
  return await registry[name](settings);
}
