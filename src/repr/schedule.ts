import type { Phase } from "../strategies/mod.ts";
import { inSteps } from "./duration.ts";
import type { SchemeSettings } from "./settings.ts";

/** What Algorithm 1 repeats: S1 of the full network, then S2 of the sub-network, N times. */
export type ScheduleOptions = Pick<SchemeSettings, "s1" | "s2" | "cycles">;

/** The steps of a cycle's two events; each happens just before the step of this index (0-based, over the whole run). */
export interface CycleSteps {
  /** From 1. */
  readonly cycle: number;
  /** Filters are ranked and removed. */
  readonly prune: number;
  /** The removed filters are re-initialized. */
  readonly reinitialize: number;
}

/** Algorithm 1's timing as a pure function of the step. */
export interface Schedule {
  /** One entry a cycle. */
  readonly cycles: readonly CycleSteps[];
  /** The phase in which a step (0-based, over the whole run) is taken. */
  phaseAt(step: number): Phase;
}

/**
 * The timing of Algorithm 1.
 *
 * @param options Lengths of the phases, and number of cycles.
 * @param stepsPerEpoch Steps in an epoch.
 * @returns The steps of each cycle's events, and the phase of any step.
 * @throws {RangeError} If S1 or S2 is shorter than one step, or N is not a whole number of at least 0.
 *
 * @example The paper's 100 epochs: 3 x (20 + 10) + 10
 * ```ts
 * import assert from "node:assert/strict";
 * const paper = schedule({
 *   s1: { count: 20, unit: "epochs" },
 *   s2: { count: 10, unit: "epochs" },
 *   cycles: 3,
 * }, 703);
 * assert.equal(paper.phaseAt(25 * 703).name, "pruned");
 * assert.equal(paper.phaseAt(95 * 703).name, "tail");
 * ```
 */
export function schedule(options: ScheduleOptions, stepsPerEpoch: number): Schedule {
  const { cycles: count } = options;
  const s1 = inSteps(options.s1, stepsPerEpoch);
  const s2 = inSteps(options.s2, stepsPerEpoch);
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`cycles must be a whole number of at least 0, found ${count}`);
  }
  for (const [name, steps] of [["s1", s1], ["s2", s2]] as const) {
    if (count > 0 && !(Number.isInteger(steps) && steps >= 1)) {
      throw new RangeError(`${name} must be at least one whole step, found ${steps} steps`);
    }
  }
  const period = s1 + s2;
  const cycles = Array.from({ length: count }, (_, i) => ({
    cycle: i + 1,
    prune: i * period + s1,
    reinitialize: (i + 1) * period,
  }));
  return {
    cycles,
    phaseAt(step) {
      const index = Math.floor(step / period);
      if (count === 0 || index >= count) return { name: "tail", cycle: count };
      return { name: step - index * period < s1 ? "full" : "pruned", cycle: index + 1 };
    },
  };
}
