/**
 * Invalid user input, the only error class that callers need to distinguish.
 *
 * @module
 */

/** What an {@linkcode InputError} has in addition to its message. */
export interface InputErrorOptions extends ErrorOptions {
  /** The option whose value has to change, by its name in the library, such as `batchSize`. */
  readonly option?: string;
}

/**
 * Invalid user input: an option, a configuration file, a data file or a model file. The message is one line that says
 * what failed, what was found, what was expected and what to do.
 *
 * A message quotes the names of options in backticks, as the library spells them; the command line prints its flags in
 * their place, and ends with exit status 2 (any other error ends it with status 1).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const error = new InputError("found 20 images, expected at least 64 (lower `batchSize`)", {
 *   option: "batchSize",
 * });
 * assert.equal(error.option, "batchSize");
 * ```
 */
export class InputError extends Error {
  /** Distinguishes it from other errors, also after it was sent between threads. */
  override readonly name = "InputError";
  /** The option whose value has to change, where it is one option. */
  readonly option: string | undefined;

  /**
   * Makes an error.
   *
   * @param message One line; names of options in backticks.
   * @param options The option to blame, and the error that caused this one.
   */
  constructor(message: string, options: InputErrorOptions = {}) {
    super(message, options);
    this.option = options.option;
  }
}

/**
 * The message of anything that was thrown.
 *
 * @param error What a `catch` received: an `Error` or any other value.
 * @returns The error's message, or the value as text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(messageOf(new Error("no space left")), "no space left");
 * assert.equal(messageOf(7), "7");
 * ```
 */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
