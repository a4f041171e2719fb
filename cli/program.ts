/**
 * The program: its subcommands, and how it prints help and errors.
 *
 * @module
 */
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { cca } from "./cca/command.ts";
import { completionsOf } from "./completions/command.ts";
import { doctor } from "./doctor/command.ts";
import { evaluate } from "./evaluate/command.ts";
import { inspect } from "./inspect/command.ts";
import { colorsOf, printMessage, printResult } from "./output/terminal.ts";
import { rank } from "./rank/command.ts";
import { commandOf, type Subcommand } from "./subcommand.ts";
import { train } from "./train/command.ts";
import { TOOL } from "../src/tool.ts";

const COMMANDS: readonly Subcommand[] = [train, evaluate, rank, inspect, cca, doctor];

/** Every subcommand, in the order of help. */
export const SUBCOMMANDS: readonly Subcommand[] = [...COMMANDS, completionsOf(COMMANDS)];

/**
 * Makes the program `repr`.
 *
 * @returns A command that throws a `CommanderError` where Commander by itself would end the process.
 */
export function program(): CommandUnknownOpts {
  const root = new Command("repr")
    .description(
      "Train ConvNets with RePr (prune overlapping filters, train, re-initialize them orthogonal to the others), and audit models for redundant filters.",
    )
    .version(TOOL.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .exitOverride()
    .configureHelp({ minWidthToWrap: 30, styleTitle: colorsOf("stdout").bold })
    .configureOutput({
      writeOut: printResult,
      writeErr: (text) => printMessage(text.trimEnd()),
      outputError: () => {}, // main() prints all errors
    })
    .addHelpText(
      "after",
      "\nExamples:\n  repr train              # a short run on built-in images, no download\n" +
        "  repr help train         # all about training",
    );
  for (const subcommand of SUBCOMMANDS) {
    root.addCommand(commandOf(subcommand, root));
  }
  return root;
}
