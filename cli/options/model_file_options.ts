/**
 * Options of reading a model file, for every command that audits one.
 *
 * @module
 */
import type { OpenModelFileOptions } from "../../src/checkpoint/mod.ts";
import { InputError, messageOf } from "../../src/errors.ts";
import type { OptionTable, Values } from "./options.ts";
import { optional, text } from "./values.ts";

const group = "Reading the file:";

/** How a model file is read. */
export const MODEL_FILE_OPTIONS = {
  key: {
    group,
    kind: optional(text("<key>", "a key of the saved dictionary"), "auto"),
    default: null,
    help: "which network of a file with several, such as generator",
  },
  transposed: {
    group,
    kind: optional(text("<regex>", "a regular expression"), "auto"),
    default: null,
    help: "layers with transposed kernels, where names and shapes leave it open",
  },
} as const satisfies OptionTable;

/**
 * The options of reading a model file as the library takes them.
 *
 * @param values The options' values.
 * @returns An object to spread into options of the library.
 * @throws {InputError} If a text is no regular expression.
 */
export function modelFileOptions(
  { key, transposed }: Values<typeof MODEL_FILE_OPTIONS>,
): OpenModelFileOptions {
  return {
    ...(key === null ? {} : { key }),
    ...(transposed === null ? {} : { transposed: patternOf(transposed) }),
  };
}

function patternOf(text: string): RegExp {
  try {
    return new RegExp(text, "u");
  } catch (error) {
    throw new InputError(
      `--transposed must be a regular expression, found ${JSON.stringify(text)}: ${
        messageOf(error)
      }`,
      { option: "transposed" },
    );
  }
}
