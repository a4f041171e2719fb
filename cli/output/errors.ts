/**
 * Which exit status an error means, and the one line that tells it.
 *
 * @module
 */
import { CommanderError } from "@commander-js/extra-typings";
import { InputError, messageOf } from "../../src/errors.ts";

/** Exit statuses that scripts rely on. */
export const STATUS = {
  /** Done. */
  done: 0,
  /** The work failed. */
  failed: 1,
  /** The call was wrong. */
  wrongCall: 2,
  /** A threshold that the user set was crossed. */
  threshold: 3,
  /** Stopped by Ctrl-C; what was done is saved. */
  interrupted: 130,
} as const;

/** A threshold that the user set with `--fail-…` was crossed. */
export class ThresholdError extends Error {
  override readonly name = "ThresholdError";
}

/** The user stopped the work, and what was done is saved. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** The exit status for what a command threw. */
export function statusOf(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? STATUS.done : STATUS.wrongCall;
  }
  if (error instanceof InputError) return STATUS.wrongCall;
  if (error instanceof ThresholdError) return STATUS.threshold;
  if (error instanceof InterruptedError || isAbort(error)) return STATUS.interrupted;
  return STATUS.failed;
}

/** One line for what a command threw; with `verbose` the stack, and those of its causes, behind it. */
export function described(error: unknown, verbose: boolean): string {
  if (!verbose || !(error instanceof Error) || error.stack === undefined) return oneLine(error);
  const cause = error.cause === undefined ? "" : `\ncaused by: ${described(error.cause, true)}`;
  const frames = error.stack.split("\n").filter((line) => line.trimStart().startsWith("at "));
  return [oneLine(error), ...frames].join("\n") + cause;
}

/** What an aborted signal throws in whoever was waiting. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Commander speaks of `error: …` and puts its suggestion on a line of its own. */
function oneLine(error: unknown): string {
  if (isAbort(error)) return "stopped before there was anything to save";
  const message = messageOf(error).replace(/^error: /, "").replace(/\s*\n\s*/g, " ").trim();
  return message === "" ? "unknown error" : message;
}
