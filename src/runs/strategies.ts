/**
 * The strategies by name. Each one is loaded when it is asked for, so that help can list them without tfjs.
 *
 * @module
 */
import type { SchemeSettings } from "../repr/settings.ts";
import type { StrategyFactory } from "../strategies/strategy.ts";

const registry = {
  "repr": async (settings: SchemeSettings) =>
    await (await import("../repr/strategy.ts")).reprStrategy(settings),
  "standard": async () => (await import("../strategies/standard.ts")).standard(),
} satisfies Record<string, (settings: SchemeSettings) => Promise<StrategyFactory>>;

/** The name of a strategy. */
export type StrategyName = keyof typeof registry;

/** The names of the strategies, in the order of help. */
export const strategyNames: readonly StrategyName[] = ["repr", "standard"];

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
