/**
 * The command line: `deno run -A cli/main.ts …`.
 *
 * @module
 */
import { CommanderError } from "@commander-js/extra-typings";
import { SWITCH } from "./options/values.ts";
import { described, STATUS, statusOf } from "./output/errors.ts";
import type { Verbosity } from "./output/log.ts";
import { colorsOf, printMessage, sendConsoleToStderr } from "./output/terminal.ts";
import { program, SUBCOMMANDS } from "./program.ts";

/**
 * Runs a call of the program.
 *
 * @param args The words after the program's name.
 * @returns The exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { quiet, verbose } = verbosity(args);
  sendConsoleToStderr(quiet);
  try {
    await program().parseAsync(args, { from: "user" });
    return STATUS.done;
  } catch (error) {
    const status = statusOf(error);
    const printed = error instanceof CommanderError && isHelp(error);
    if (status !== STATUS.done && !printed) {
      const options = SUBCOMMANDS.find(({ name }) => name === args[0])?.options ?? {};
      printMessage(
        `${colorsOf("stderr").red("error:")} ${described(error, { verbose, options })}`,
      );
    }
    return status;
  }
}

/** Verbosity, read from the unparsed arguments: the error may be that they cannot be parsed. */
function verbosity(args: readonly string[]): Verbosity {
  const asked = (short: string, long: string, variable: string) =>
    args.includes(short) || args.includes(long) || SWITCH.parse(Deno.env.get(variable)) === true;
  return {
    quiet: asked("-q", "--quiet", "REPR_QUIET"),
    verbose: asked("-v", "--verbose", "REPR_VERBOSE"),
  };
}

function isHelp({ code }: CommanderError): boolean {
  return code === "commander.help" || code === "commander.helpDisplayed";
}

if (import.meta.main) Deno.exit(await main(Deno.args));
