import { type Duration, inSteps } from "./duration.ts";

/** What Algorithm 1 repeats: S1 of the full network, S2 of the sub-network, N times. */
export interface ScheduleOptions {
  /** Training of the full network before each pruning. */
  readonly s1: Duration;
  /** Training of the sub-network. */
  readonly s2: Duration;
  /** N; 0 is standard training. */
  readonly cycles: number;
}

/**
 * Where a step stands: `full` and `pruned` within cycle 1 … N, then `tail`, the full network until training ends.
 * The tail's cycle is N.
 */
export interface Phase {
  readonly name: "full" | "pruned" | "tail";
  readonly cycle: number;
}

/** The two events of a cycle, each just before the step of that index (0-based). */
export interface Cut {
  readonly cycle: number;
  readonly prune: number;
  readonly reinitialize: number;
}

/** Algorithm 1's timing as a pure function of the step. */
export interface Schedule {
  /** One entry a cycle. */
  readonly cuts: readonly Cut[];
  /** The phase in which the step of that index (0-based, over the whole run) is taken. */
  phaseAt(step: number): Phase;
}

/**
 * The timing of Algorithm 1 for a run of so many steps an epoch.
 *
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
  const { cycles } = options;
  const s1 = inSteps(options.s1, stepsPerEpoch);
  const s2 = inSteps(options.s2, stepsPerEpoch);
  if (!Number.isInteger(cycles) || cycles < 0) {
    throw new RangeError(`cycles must be a whole number of at least 0, found ${cycles}`);
  }
  for (const [name, steps] of [["s1", s1], ["s2", s2]] as const) {
    if (cycles > 0 && !(Number.isInteger(steps) && steps >= 1)) {
      throw new RangeError(`${name} must be at least one whole step, found ${steps} steps`);
    }
  }
  const period = s1 + s2;
  const cuts = Array.from({ length: cycles }, (_, i) => ({
    cycle: i + 1,
    prune: i * period + s1,
    reinitialize: (i + 1) * period,
  }));
  return {
    cuts,
    phaseAt(step) {
      const index = Math.floor(step / period);
      if (cycles === 0 || index >= cycles) return { name: "tail", cycle: cycles };
      return { name: step - index * period < s1 ? "full" : "pruned", cycle: index + 1 };
    },
  };
}
