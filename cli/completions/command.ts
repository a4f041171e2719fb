/**
 * `repr completions`.
 *
 * @module
 */
import type { Subcommand } from "../subcommand.ts";
import { choice } from "../options/values.ts";
import { InputError } from "../../src/errors.ts";
import { didYouMean } from "../options/suggest.ts";

const SHELL = choice(["bash", "zsh", "fish"]);

/**
 * The subcommand that prints a shell's completion script.
 *
 * @param others Every other subcommand of the program.
 * @returns The subcommand; its scripts complete `others` and itself.
 */
export function completionsOf(others: readonly Subcommand[]): Subcommand {
  const completions: Subcommand = {
    name: "completions",
    summary: "print the completion script of a shell",
    description:
      "Print a script that makes the shell complete commands, options and their values for a command named repr (a program on the PATH, an alias or a function).",
    argument: { name: "<shell>", help: "bash, zsh or fish", choices: ["bash", "zsh", "fish"] },
    options: {},
    examples: [
      [
        "source <(repr completions bash)",
        "for this session; put the line into ~/.bashrc to keep it",
      ],
      [
        'repr completions zsh > "${fpath[1]}/_repr"',
        "permanently, if the first folder of fpath is your own",
      ],
      ["repr completions fish > ~/.config/fish/completions/repr.fish", "permanently"],
    ],
    async run([word = ""]) {
      const shell = SHELL.parse(word);
      if (shell === undefined) {
        throw new InputError(
          `<shell> must be ${SHELL.expected}, found "${word}"${
            didYouMean(word, SHELL.choices ?? [])
          }`,
        );
      }
      const { completionScript } = await import("./scripts.ts");
      const { printResult } = await import("../output/terminal.ts");
      printResult(completionScript(shell, [...others, completions]));
    },
  };
  return completions;
}
