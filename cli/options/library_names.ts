/**
 * Names of options in the library, and the flags that the command line has for them.
 *
 * Errors of the library quote options in backticks, as TypeScript spells them: `batchSize`, `scheme.rankFirst`,
 * `device: "cpu"`. Before the command line prints such a text it writes the flags of its own command in their place.
 *
 * @module
 */
import { flagOf, negativeOf, type Option, type OptionTable } from "./options.ts";

/** A name, perhaps a path of names, perhaps with a value. */
const QUOTED = /`((?:[A-Za-z]\w*\.)*([A-Za-z]\w*))(?:: ("[^"`]*"|[^\s"`]+))?`/g;

/**
 * Replaces quoted names of library options by flags. A path such as `scheme.rankFirst` names the option `rankFirst`,
 * unless the table says otherwise with {@linkcode Option.library}. Other quoted text does not change.
 *
 * @param text An error's message.
 * @param table The options of the command that prints it.
 * @returns The text with flags, without backticks around them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DATA_OPTIONS } from "./data_options.ts";
 * import { withFlags } from "./library_names.ts";
 * assert.equal(withFlags("(lower `limit`)", DATA_OPTIONS), "(lower --limit)");
 * assert.equal(withFlags('(give `name: "cifar10"`)', DATA_OPTIONS), "(give --data cifar10)");
 * assert.equal(withFlags("(run `deno task setup`)", DATA_OPTIONS), "(run `deno task setup`)");
 * ```
 */
export function withFlags(text: string, table: OptionTable): string {
  return text.replaceAll(QUOTED, (quoted, name: string, last: string, value?: string) => {
    const key = keyOf(name, last, table);
    const option = key === undefined ? undefined : table[key];
    return key === undefined || option === undefined ? quoted : call(key, option, value);
  });
}

/**
 * The option that a library name means.
 *
 * @param name A key such as `epochs`, or a path such as `learningRate.base`.
 * @param table The options of a command.
 * @returns The option's key in the table; undefined if the command has no such option.
 */
export function optionNamed(name: string, table: OptionTable): string | undefined {
  return keyOf(name, name.slice(name.lastIndexOf(".") + 1), table);
}

function keyOf(name: string, last: string, table: OptionTable): string | undefined {
  const entries = Object.entries(table);
  const [explicit] = entries.find(([, { library }]) => library === name) ?? [];
  if (explicit !== undefined) return explicit;
  const option = Object.hasOwn(table, last) ? table[last] : undefined;
  if (option === undefined || option.library !== undefined) return undefined;
  // A dotted name such as `model.json` is a file's, and no path to an option of the call itself.
  return name === last || (option.configurable ?? true) ? last : undefined;
}

function call(key: string, { kind }: Option<unknown>, value: string | undefined): string {
  if (value === undefined || value === "true") return flagOf(key);
  if (kind.placeholder === null && value === "false") return negativeOf(key);
  return `${flagOf(key)} ${value.replaceAll('"', "")}`;
}
