/**
 * The exit status and the text of an error.
 *
 * @module
 */
import { CommanderError } from "@commander-js/extra-typings";
import { InputError, messageOf } from "../../src/errors.ts";
import { optionNamed, withFlags } from "../options/library_names.ts";
import { flagOf, type OptionTable, variableOf } from "../options/options.ts";
import { printable } from "./printable.ts";

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
  /** Stopped by Ctrl-C; finished work is saved. */
  interrupted: 130,
} as const;

/** A value crossed a threshold that the user set with `--fail-…`. */
export class ThresholdError extends Error {
  override readonly name = "ThresholdError";
}

/** The user stopped the work; what was finished is saved. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/**
 * Chooses the exit status for an error.
 *
 * @param error What a command threw.
 * @returns One of {@linkcode STATUS}.
 */
export function statusOf(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? STATUS.done : STATUS.wrongCall;
  }
  if (error instanceof InputError) return STATUS.wrongCall;
  if (error instanceof ThresholdError) return STATUS.threshold;
  if (error instanceof InterruptedError || isAbort(error)) return STATUS.interrupted;
  return STATUS.failed;
}

/** How an error is described. */
export interface Description {
  /** Adds the option to change, the stack, and the errors that caused this one. @default false */
  readonly verbose?: boolean;
  /** The command's options: their flags replace the library's names for them. @default none */
  readonly options?: OptionTable;
}

/**
 * The text of an error for the user.
 *
 * @param error What a command threw.
 * @returns One line; with `verbose` more.
 */
export function described(
  error: unknown,
  { verbose = false, options = {} }: Description = {},
): string {
  const line = withFlags(oneLine(error), options);
  if (!verbose || !(error instanceof Error) || error.stack === undefined) return line;
  const frames = error.stack.split("\n").filter((text) => text.trimStart().startsWith("at "));
  const cause = error.cause === undefined
    ? []
    : [`caused by: ${described(error.cause, { verbose, options })}`];
  return [line, ...placesToChange(error, options), ...frames.map(printable), ...cause].join("\n");
}

/** Where the user can set the option that an error is about. */
function placesToChange(error: Error, options: OptionTable): string[] {
  if (!(error instanceof InputError) || error.option === undefined) return [];
  const key = optionNamed(error.option, options);
  if (key === undefined) return [];
  const file = options[key]?.configurable ?? true ? ` or ${key} in a configuration file` : "";
  const variable = options[key]?.variable ?? variableOf(key);
  return [`    set by ${flagOf(key)}, ${variable}${file}`];
}

/** Whether an aborted signal ended the work. */
function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Characters of a message: names from files can have megabytes. */
const LONGEST = 2000;

/** Commander's messages begin with `error: ` and have their suggestion on a second line. */
function oneLine(error: unknown): string {
  if (isAbort(error)) return "stopped before there was anything to save";
  const message = messageOf(error).replace(/^error: /, "").replace(/\s*\n\s*/g, " ").trim();
  if (message === "") return "unknown error";
  return printable(message.length <= LONGEST ? message : `${message.slice(0, LONGEST)}…`);
}
