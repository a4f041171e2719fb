/**
 * Options that choose layers of a model, for every command that has them.
 *
 * @module
 */
import { InputError, messageOf } from "../../src/errors.ts";
import type { OptionTable } from "./options.ts";
import { integer, optional, SWITCH, text } from "./values.ts";

const group = "Layers:";

/** Which layers of a model are looked at. */
export const LAYER_OPTIONS = {
  layers: {
    group,
    kind: optional(text("<regex>", "a regular expression"), "all"),
    default: null,
    help: "only layers whose names match",
  },
  dense: { group, kind: SWITCH, default: false, help: "dense layers too" },
} as const satisfies OptionTable;

/** How much of each table is printed; null for all. */
export const TOP_OPTION = {
  top: {
    kind: optional(integer(0), "all"),
    default: 20,
    group: "Output:",
    help: "rows of each table, or all",
    configurable: false,
  },
} as const satisfies OptionTable;

/**
 * The value of `--layers` as the library takes it.
 *
 * @param text The option's value; null for all layers.
 * @returns An object to spread into options of the library.
 * @throws {InputError} If the text is no regular expression.
 */
export function layerPattern(text: string | null): { readonly layers?: RegExp } {
  if (text === null) return {};
  try {
    return { layers: new RegExp(text, "u") };
  } catch (error) {
    throw new InputError(
      `--layers must be a regular expression, found ${JSON.stringify(text)}: ${messageOf(error)}`,
      { option: "layers" },
    );
  }
}
