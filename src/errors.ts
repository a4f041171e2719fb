/**
 * The one error class that callers tell apart: something the user gave is wrong and only the user can mend it.
 *
 * @module
 */

/**
 * Bad input from outside: an option, a configuration file, a data file, a model file. Its message is one line that says
 * what failed, what was found, what was expected and what to do. The command line ends with status 2 on it and with
 * status 1 on any other error.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
