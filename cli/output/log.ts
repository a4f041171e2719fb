/**
 * Remarks on stderr, as many as the user wants.
 *
 * @module
 */
import { colorsOf, printAside } from "./terminal.ts";

/** How much is said. */
export interface Verbosity {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Speaks to the user on stderr. */
export class Log {
  readonly #verbosity: Verbosity;
  readonly #print: (line: string) => void;
  readonly #colors = colorsOf("stderr");

  /** @param print Takes each line; a progress bar passes its own, to keep lines above the bar. */
  constructor(verbosity: Verbosity, print: (line: string) => void = printAside) {
    this.#verbosity = verbosity;
    this.#print = print;
  }

  /** What happens; not with `--quiet`. */
  info(line: string): void {
    if (!this.#verbosity.quiet) this.#print(line);
  }

  /** What the user should know; not with `--quiet`. */
  warn(line: string): void {
    if (!this.#verbosity.quiet) this.#print(`${this.#colors.yellow("warning:")} ${line}`);
  }

  /** Details; only with `--verbose`. */
  detail(line: string): void {
    if (this.#verbosity.verbose) this.#print(this.#colors.dim(line));
  }
}
