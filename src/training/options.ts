/**
 * What a training run is asked to do, and the defaults. Nothing here needs tfjs.
 *
 * @module
 */
import type { LearningRateOptions } from "./learning_rate.ts";
import type { OptimizerOptions } from "./optimizers/names.ts";

export { type LearningRateScheduleName, learningRateScheduleNames } from "./learning_rate.ts";
export { type OptimizerName, optimizerNames } from "./optimizers/names.ts";

/** Options of a training loop: what decides its result, apart from task, model and strategy. */
export interface LoopOptions {
  /** Length of the run in epochs, at least 1. @default {100} */
  readonly epochs?: number;
  /** The optimizer. */
  readonly optimizer?: OptimizerOptions;
  /** The learning rate over the run. */
  readonly learningRate?: Partial<LearningRateOptions>;
  /** The test examples are evaluated after every so many epochs and after the last. @default {1} */
  readonly evaluateEvery?: number;
  /** Seed of every random choice: any safe integer; 0 is valid, too. @default {1} */
  readonly seed?: number;
}

/** {@linkcode LoopOptions} with every value. */
export interface LoopSettings {
  /** Length of the run in epochs. */
  readonly epochs: number;
  /** The optimizer. */
  readonly optimizer: Required<OptimizerOptions>;
  /** The learning rate over the run. */
  readonly learningRate: LearningRateOptions;
  /** Epochs between evaluations of the test examples. */
  readonly evaluateEvery: number;
  /** Seed of every random choice. */
  readonly seed: number;
}

/** The paper's settings for CIFAR-10, and the usual ones where the paper gives none. */
export const LOOP_DEFAULTS: LoopSettings = {
  epochs: 100,
  optimizer: { name: "sgd", momentum: 0.9, weightDecay: 0 },
  learningRate: {
    base: 0.01,
    schedule: "constant",
    steps: [30, 60],
    factor: 0.1,
    period: 50,
    amplitude: 0.005,
  },
  evaluateEvery: 1,
  seed: 1,
};

/**
 * Fills in the defaults of a training loop.
 *
 * @param options The options that differ from the defaults.
 * @returns Every setting.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { optimizer, epochs } = loopSettings({ optimizer: { name: "adam" } });
 * assert.equal(epochs, 100);
 * assert.deepEqual(optimizer, { name: "adam", momentum: 0.9, weightDecay: 0 });
 * ```
 */
export function loopSettings(options: LoopOptions): LoopSettings {
  return {
    epochs: options.epochs ?? LOOP_DEFAULTS.epochs,
    optimizer: { ...LOOP_DEFAULTS.optimizer, ...options.optimizer },
    learningRate: { ...LOOP_DEFAULTS.learningRate, ...options.learningRate },
    evaluateEvery: options.evaluateEvery ?? LOOP_DEFAULTS.evaluateEvery,
    seed: options.seed ?? LOOP_DEFAULTS.seed,
  };
}
