/**
 * A subcommand of the program. One description serves parsing, help and completions.
 *
 * @module
 */
import { Command, type CommandUnknownOpts, Option as Flag } from "@commander-js/extra-typings";
import {
  flagOf,
  hasNegative,
  negativeOf,
  type Option,
  type OptionTable,
} from "./options/options.ts";

/** A positional argument. */
export interface ArgumentSpec {
  /** Name as Commander writes it: `<model>` is required, `[model]` is optional. */
  readonly name: string;
  /** One line of help. */
  readonly help: string;
  /** All valid words, where they can be listed. */
  readonly choices?: readonly string[];
  /** Whether a shell completes it with files or folders, if it is a path. */
  readonly path?: "file" | "folder";
}

/** A subcommand. */
export interface Subcommand {
  readonly name: string;
  /** Its line in the list of commands. */
  readonly summary: string;
  /** First paragraphs of its own help. @default the summary */
  readonly description?: string;
  readonly argument?: ArgumentSpec;
  /** A second positional argument. */
  readonly secondArgument?: ArgumentSpec;
  readonly options: OptionTable;
  /** Calls and their purposes, printed at the end of help. */
  readonly examples: readonly (readonly [call: string, purpose: string])[];
  /**
   * Runs the subcommand. It imports heavy modules itself, since loading them would slow `--help` down.
   *
   * @param args The positional arguments.
   * @param flags The given options by key, without defaults.
   */
  run(args: readonly string[], flags: Readonly<Record<string, unknown>>): Promise<void>;
}

/**
 * Makes the Commander command of a subcommand.
 *
 * @param subcommand The subcommand.
 * @param root The program, whose settings it inherits.
 * @returns A command that parses its options and runs the subcommand.
 */
export function commandOf(subcommand: Subcommand, root: CommandUnknownOpts): CommandUnknownOpts {
  const { name, summary, description = summary, options, examples } = subcommand;
  const command: CommandUnknownOpts = new Command(name)
    .copyInheritedSettings(root)
    .addHelpOption(new Flag("-h, --help", "print help").helpGroup("Output:"))
    .summary(summary)
    .description(description)
    .addHelpText("after", `\n${exampleText(examples)}`);
  for (const argument of [subcommand.argument, subcommand.secondArgument]) {
    if (argument !== undefined) command.argument(argument.name, argument.help);
  }
  for (const [key, option] of Object.entries(options)) addOption(command, key, option);
  return command.action(() => subcommand.run(command.args, command.opts()));
}

function addOption(command: CommandUnknownOpts, key: string, option: Option<unknown>): void {
  command.addOption(flag(key, option));
  if (hasNegative(option)) command.addOption(new Flag(negativeOf(key)).hideHelp());
}

function flag(key: string, option: Option<unknown>): Flag {
  const { kind, short, group } = option;
  const names = short === undefined ? flagOf(key) : `${short}, ${flagOf(key)}`;
  const value = kind.placeholder === null ? "" : ` ${kind.placeholder}`;
  return new Flag(names + value, helpOf(option)).helpGroup(group);
}

/** The option's help and, in parentheses, its default and those choices that the help does not name. */
function helpOf({ kind, help, default: value }: Option<unknown>): string {
  const choices = kind.choices ?? [];
  const named = choices.every((word) => `${help} ${kind.placeholder}`.includes(word));
  const plain = kind.format(value);
  const notes = [
    ...(named ? [] : [choices.join(", ")]),
    ...(plain === null || plain === false ? [] : [`default: ${plain}`]),
  ];
  return notes.length === 0 ? help : `${help} (${notes.join("; ")})`;
}

function exampleText(examples: Subcommand["examples"]): string {
  return `Examples:\n${examples.map(([call, purpose]) => `  # ${purpose}\n  ${call}\n`).join("\n")}`
    .trimEnd();
}
