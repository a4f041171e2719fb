/**
 * Messages on stderr.
 *
 * @module
 */
import { printable } from "./printable.ts";
import { colorsOf, printMessage } from "./terminal.ts";

/** How many messages are printed. */
export interface Verbosity {
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/** Prints messages for the user on stderr. */
export class Log {
  readonly #verbosity: Verbosity;
  readonly #print: (line: string) => void;
  readonly #colors = colorsOf("stderr");

  /**
   * @param verbosity How many messages are printed.
   * @param print Prints a line; a progress bar passes its own function, which prints above the bar.
   */
  constructor(verbosity: Verbosity, print: (line: string) => void = printMessage) {
    this.#verbosity = verbosity;
    this.#print = print;
  }

  /** Prints what happens, except with `--quiet`. */
  info(line: string): void {
    if (!this.#verbosity.quiet) this.#print(printable(line));
  }

  /** Prints a warning, except with `--quiet`. */
  warn(line: string): void {
    if (!this.#verbosity.quiet) {
      this.#print(`${this.#colors.yellow("warning:")} ${printable(line)}`);
    }
  }

  /** Prints a detail, only with `--verbose`. */
  detail(line: string): void {
    if (this.#verbosity.verbose) this.#print(this.#colors.dim(printable(line)));
  }
}
