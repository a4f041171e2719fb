/** The names of the learning-rate schedules. */
export const learningRateScheduleNames = ["constant", "step", "cosine", "cyclic"] as const;

/** The name of a learning-rate schedule. */
export type LearningRateScheduleName = (typeof learningRateScheduleNames)[number];

/** A learning rate over the epochs of a run. */
export interface LearningRateOptions {
  /** The rate at the start, above 0; the lowest one of a `cyclic` schedule. */
  readonly base: number;
  /** How the rate changes. */
  readonly schedule: LearningRateScheduleName;
  /** `step`: the epochs after which the rate is multiplied by `factor`, ascending. */
  readonly steps: readonly number[];
  /** `step`: the factor, in (0, 1]. */
  readonly factor: number;
  /** `cyclic`: epochs from one minimum to the next. */
  readonly period: number;
  /** `cyclic`: how far the rate rises above `base`. */
  readonly amplitude: number;
}

/**
 * The learning rate at one point of training.
 *
 * `cyclic` is the triangle of Smith 2017 (the paper's fig. 6: period 50, amplitude 0.005, start 0.001), `cosine` the
 * half wave of Loshchilov & Hutter 2017 without restarts.
 *
 * @param epoch Epochs trained, with fraction; 0 at the first step.
 * @param epochs Length of the schedule: the epoch at which `cosine` reaches 0.
 * @param options The schedule.
 * @returns The learning rate.
 *
 * @example Two drops by a factor of ten
 * ```ts
 * import assert from "node:assert/strict";
 * import { LOOP_DEFAULTS } from "./options.ts";
 * const { learningRate } = LOOP_DEFAULTS;
 * const rate = learningRateAt(45, 90, { ...learningRate, base: 0.1, schedule: "step", steps: [30, 60] });
 * assert.ok(Math.abs(rate - 0.01) < 1e-12);
 * ```
 */
export function learningRateAt(
  epoch: number,
  epochs: number,
  options: LearningRateOptions,
): number {
  const { base } = options;
  switch (options.schedule) {
    case "constant":
      return base;
    case "step":
      return base * options.factor ** options.steps.filter((boundary) => epoch >= boundary).length;
    case "cosine":
      return base * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, epoch / epochs)));
    case "cyclic": {
      const position = (epoch / options.period) % 1;
      return base + options.amplitude * (1 - Math.abs(2 * position - 1));
    }
  }
}
