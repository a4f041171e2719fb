/**
 * One line with the progress of a run.
 *
 * @module
 */
import type { EpochResult, Figures, StepEvent } from "../../src/training/mod.ts";
import { clockTime, grouped, measured, percent } from "../output/numbers.ts";

/**
 * The line: epoch, phase, bar, loss, accuracy, images a second, time left. The bar fills the remaining
 * width, and is left out if that is too small.
 *
 * @param left Seconds until the end, or null while that is unknown.
 * @param columns Width that must not be passed.
 */
export function progressLine(
  event: StepEvent,
  left: number | null,
  columns: number,
): string {
  const { epoch, epochs, phase, cycle, loss, figures, examplesPerSecond } = event;
  const before = `${epochOf(epoch, epochs)} ${phaseOf(phase, cycle)}`;
  const after = [
    `loss ${measured(loss)}`,
    percent(firstOf(figures)),
    `${grouped(examplesPerSecond)} images/s`,
    ...(left === null ? [] : [`${clockTime(left)} left`]),
  ].join("  ");
  const width = columns - before.length - after.length - 3;
  const line = width < 5
    ? `${before}  ${after}`
    : `${before} ${bar(doneFraction(event), width)}  ${after}`;
  return line.slice(0, columns);
}

/** The figure that stands for all of a task's: its first one, an accuracy in classification. */
export function firstOf(figures: Figures): number | null {
  return Object.values(figures)[0] ?? null;
}

/** The part of the run that is done, in [0, 1]. */
export function doneFraction({ epoch, epochs, step, steps }: StepEvent): number {
  return (epoch - 1 + step / steps) / epochs;
}

/** ` 7/12`. */
export function epochOf(epoch: number, epochs: number): string {
  const total = String(epochs);
  return `${String(epoch).padStart(total.length)}/${total}`;
}

/** `full 1`, `pruned 2`, `tail`; always of the same width. */
export function phaseOf(phase: EpochResult["phase"], cycle: number | null): string {
  return `${phase}${cycle === null || phase === "tail" ? "" : ` ${cycle}`}`.padEnd(8);
}

function bar(fraction: number, width: number): string {
  const full = Math.min(width, Math.max(0, Math.round(fraction * width)));
  return "━".repeat(full) + "┄".repeat(width - full);
}
