/**
 * The command line: `deno run -A cli/main.ts …`.
 *
 * @module
 */
import { CommanderError } from "@commander-js/extra-typings";
import { described, STATUS, statusOf } from "./errors.ts";
import { program } from "./program.ts";
import { colorsOf, printAside, quietenLibraries } from "./terminal.ts";

/**
 * Runs one call.
 *
 * @param args What follows the program's name.
 * @returns The exit status.
 */
export async function main(args: readonly string[]): Promise<number> {
  const asks = (short: string, long: string) => args.includes(short) || args.includes(long);
  quietenLibraries(asks("-q", "--quiet"));
  const verbose = asks("-v", "--verbose");
  try {
    await program().parseAsync(args, { from: "user" });
    return STATUS.done;
  } catch (error) {
    const status = statusOf(error);
    const shown = error instanceof CommanderError && isHelp(error);
    if (status !== STATUS.done && !shown) {
      printAside(`${colorsOf("stderr").red("error:")} ${described(error, verbose)}`);
    }
    return status;
  }
}

function isHelp({ code }: CommanderError): boolean {
  return code === "commander.help" || code === "commander.helpDisplayed";
}

if (import.meta.main) Deno.exit(await main(Deno.args));
