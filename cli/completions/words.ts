/**
 * The words that each subcommand can be followed by: what the three completion scripts are made of.
 *
 * @module
 */
import type { ArgumentSpec, Subcommand } from "../subcommand.ts";
import { flagOf, hasNegative, negativeOf } from "../options/options.ts";

/** A value that a shell completes: one of some words, or a path, or both. */
export interface Completed {
  readonly choices: readonly string[];
  readonly path: "file" | "folder" | null;
}

/** One option as a shell sees it. */
export interface CompletedOption {
  /** `--output`. */
  readonly long: string;
  /** `-o`. */
  readonly short: string | null;
  readonly help: string;
  /** Null for a switch. */
  readonly value: Completed | null;
}

/** One subcommand as a shell sees it. */
export interface CompletedCommand {
  readonly name: string;
  readonly help: string;
  readonly options: readonly CompletedOption[];
  readonly argument: Completed | null;
}

const HELP = { long: "--help", short: "-h", help: "print help", value: null } as const;

/** A subcommand as a shell sees it. */
export function completedCommand(subcommand: Subcommand): CompletedCommand {
  const options = Object.entries(subcommand.options).flatMap(([key, option]) => {
    const { kind, help, short = null } = option;
    const value = kind.placeholder === null ? null : completed(kind);
    const positive: CompletedOption = { long: flagOf(key), short, help, value };
    const negative = { long: negativeOf(key), short: null, help: `not: ${help}`, value: null };
    return hasNegative(option) ? [positive, negative] : [positive];
  });
  return {
    name: subcommand.name,
    help: subcommand.summary,
    options: [...options, HELP],
    argument: subcommand.argument === undefined ? null : completed(subcommand.argument),
  };
}

function completed({ choices = [], path }: Pick<ArgumentSpec, "choices" | "path">): Completed {
  return { choices, path: path ?? null };
}
