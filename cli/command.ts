/**
 * Commander commands from option tables, and the manner of all help.
 *
 * @module
 */
import { Command, type CommandUnknownOpts, Option as Flag } from "@commander-js/extra-typings";
import { flagOf, type Option, type OptionTable } from "./options.ts";

/** What a command's help shows. */
export interface Help {
  readonly name: string;
  readonly summary: string;
  /** A few lines more, if one is not enough. */
  readonly description?: string;
  /** Calls with what they do, shown at the end of help. */
  readonly examples: readonly (readonly [call: string, does: string])[];
}

/** A command that takes the options of a table; its parsed options hold what was given and no defaults. */
export function commandOf(
  { name, summary, description, examples }: Help,
  table: OptionTable,
): Command {
  const command = new Command(name)
    .summary(summary)
    .description(description ?? summary)
    .addHelpText("after", () => `\n${exampleText(examples)}`);
  addOptions(command, table);
  return command;
}

function addOptions(command: CommandUnknownOpts, table: OptionTable): void {
  for (const [key, option] of Object.entries(table)) {
    command.addOption(flag(key, option));
    if (option.kind.placeholder === null && (option.configurable ?? true)) {
      command.addOption(new Flag(flagOf(key).replace("--", "--no-")).hideHelp());
    }
  }
}

function flag(key: string, { kind, short, help, group, default: value }: Option<unknown>): Flag {
  const choices = kind.choices?.join(", ") ?? "";
  const listed = kind.placeholder !== null && choices !== "" && !help.includes(choices);
  const names = short === undefined ? flagOf(key) : `${short}, ${flagOf(key)}`;
  const plain = kind.format(value);
  const shown = plain === null || plain === false ? "" : ` (default: ${plain})`;
  return new Flag(kind.placeholder === null ? names : `${names} ${kind.placeholder}`, help + shown)
    .helpGroup(group);
}

function exampleText(examples: Help["examples"]): string {
  const blocks = examples.map(([call, does]) => `  # ${does}\n  ${call}\n`);
  return `Examples:\n${blocks.join("\n")}`;
}
