/**
 * The command line: `deno run -A cli/main.ts …`.
 *
 * @module
 */
import { CommanderError } from "@commander-js/extra-typings";
import { described, STATUS, statusOf } from "./output/errors.ts";
import type { Verbosity } from "./output/log.ts";
import { program } from "./program.ts";
import { SUBCOMMANDS } from "./subcommands.ts";
import { colorsOf, printAside, quietenLibraries } from "./output/terminal.ts";
import { SWITCH } from "./options/values.ts";

/**
 * Runs one call.
 *
 * @param args What follows the program's name.
 * @returns The exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const { quiet, verbose } = verbosity(args);
  quietenLibraries(quiet);
  try {
    await program().parseAsync(args, { from: "user" });
    return STATUS.done;
  } catch (error) {
    const status = statusOf(error);
    const shown = error instanceof CommanderError && isHelp(error);
    if (status !== STATUS.done && !shown) {
      const options = SUBCOMMANDS.find(({ name }) => name === args[0])?.options ?? {};
      printAside(`${colorsOf("stderr").red("error:")} ${described(error, { verbose, options })}`);
    }
    return status;
  }
}

/** How much is wanted, as far as it can be told before the call is understood. */
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
