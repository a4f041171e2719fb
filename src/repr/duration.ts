/** A length of training. */
export interface Duration {
  /** At least 1. */
  readonly count: number;
  /** What is counted. */
  readonly unit: "epochs" | "steps";
}

/** A duration as people write it: `20` epochs, or `"500steps"`. */
export type DurationLike = number | string | Duration;

/**
 * Reads a duration.
 *
 * @param value The duration.
 * @returns The same as an object.
 * @throws {RangeError} If it is not a whole positive number, alone (epochs) or followed by `steps` or `epochs`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.deepEqual(duration(20), { count: 20, unit: "epochs" });
 * assert.deepEqual(duration("500steps"), { count: 500, unit: "steps" });
 * ```
 */
export function duration(value: DurationLike): Duration {
  const { count, unit } = typeof value === "object" ? value : parse(String(value));
  if (!Number.isSafeInteger(count) || count < 1) {
    throw new RangeError(
      `a duration must be a whole number of epochs such as 20, or of steps such as 500steps, found "${
        typeof value === "object" ? `${count}${unit}` : value
      }"`,
    );
  }
  return { count, unit };
}

function parse(text: string): Duration {
  const [, digits, unit] = /^\s*(\d+)\s*(epochs?|steps?)?\s*$/.exec(text) ?? [];
  return { count: Number(digits), unit: unit?.startsWith("step") ? "steps" : "epochs" };
}

/** A duration in steps. */
export function inSteps({ count, unit }: Duration, stepsPerEpoch: number): number {
  return unit === "steps" ? count : count * stepsPerEpoch;
}
