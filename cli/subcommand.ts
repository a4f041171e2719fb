/**
 * What a subcommand is, and the Commander command made of it. One description serves parsing, help and completions.
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

/** One positional argument. */
export interface ArgumentSpec {
  /** As Commander writes it: `<model>` needed, `[model]` not. */
  readonly name: string;
  /** One line of help. */
  readonly help: string;
  /** The words it may be, where they can be listed. */
  readonly choices?: readonly string[];
  /** What a shell completes it with, if it is a path. */
  readonly path?: "file" | "folder";
}

/** One subcommand. */
export interface Subcommand {
  readonly name: string;
  /** What the list of commands says of it. */
  readonly summary: string;
  /** What its own help says. @default the summary */
  readonly description?: string;
  readonly argument?: ArgumentSpec;
  /** A second positional argument, of the same kind of path. */
  readonly secondArgument?: ArgumentSpec;
  readonly options: OptionTable;
  /** Calls, each with what it is for, at the end of help. */
  readonly examples: readonly (readonly [call: string, purpose: string])[];
  /**
   * Does the work. Heavy modules are imported in here, not above: `--help` is to be quick.
   *
   * @param args The positional arguments.
   * @param flags The options that were given, by key, without defaults.
   */
  run(args: readonly string[], flags: Readonly<Record<string, unknown>>): Promise<void>;
}

/** The Commander command of a subcommand, with the settings of the program that it belongs to. */
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

/** Help, and in brackets what is not told in it: the choices and the default. */
function helpOf({ kind, help, default: value }: Option<unknown>): string {
  const choices = kind.choices ?? [];
  const told = choices.every((word) => `${help} ${kind.placeholder}`.includes(word));
  const plain = kind.format(value);
  const notes = [
    ...(told ? [] : [choices.join(", ")]),
    ...(plain === null || plain === false ? [] : [`default: ${plain}`]),
  ];
  return notes.length === 0 ? help : `${help} (${notes.join("; ")})`;
}

function exampleText(examples: Subcommand["examples"]): string {
  return `Examples:\n${examples.map(([call, purpose]) => `  # ${purpose}\n  ${call}\n`).join("\n")}`
    .trimEnd();
}
