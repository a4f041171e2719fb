/**
 * The program: its subcommands and the manner of help and errors.
 *
 * @module
 */
import { Command, type CommandUnknownOpts } from "@commander-js/extra-typings";
import { commandOf } from "./subcommand.ts";
import { SUBCOMMANDS } from "./subcommands.ts";
import { colorsOf, printAside, printResult } from "./output/terminal.ts";
import { TOOL } from "../src/tool.ts";

/** The program `repr`. It never exits by itself: it throws a `CommanderError` where Commander would. */
export function program(): CommandUnknownOpts {
  const root = new Command("repr")
    .description(
      "Train ConvNets with RePr (prune overlapping filters, train, bring them back orthogonal), and audit models for redundant filters.",
    )
    .version(TOOL.version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .exitOverride()
    .configureHelp({ minWidthToWrap: 30, styleTitle: colorsOf("stdout").bold })
    .configureOutput({
      writeOut: printResult,
      writeErr: (text) => printAside(text.trimEnd()),
      outputError: () => {}, // main() tells errors, all in one manner
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
