import type { Strategy, StrategyFactory } from "./strategy.ts";

/**
 * Plain training: the strategy that changes nothing.
 *
 * @returns Makes the strategy.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { filterGraph } from "../filters/mod.ts";
 * import { Rng } from "../rng.ts";
 * const model = tf.sequential({
 *   layers: [tf.layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [4, 4, 1] })],
 * });
 * const slots = { of: () => [] };
 * const context = { model, graph: filterGraph(model), slots, rng: new Rng(1), stepsPerEpoch: 10 };
 * using strategy = standard()(context);
 * assert.equal(strategy.activeFilters, 2);
 * assert.deepEqual(strategy.phaseAt(100), { name: "tail", cycle: 0 });
 * ```
 */
export function standard(): StrategyFactory {
  return ({ graph }): Strategy => ({
    name: "standard",
    cycles: [],
    activeFilters: graph.layers.reduce((sum, { filters }) => sum + filters, 0),
    timing: { rank: 0, reinitialize: 0 },
    phaseAt: () => ({ name: "tail", cycle: 0 }),
    beforeStep: () => Promise.resolve(),
    afterStep: () => Promise.resolve(),
    state: () => ({ plain: {}, arrays: {} }),
    restore: () => {},
    [Symbol.dispose]: () => {},
  });
}
