/**
 * `--print-config`: the resolved options, in the form that `--config` reads.
 *
 * @module
 */
import { toJson } from "../../src/encoding/json.ts";
import type { OptionTable } from "./options.ts";
import { printResult } from "../output/terminal.ts";
import type { Resolved } from "./resolve.ts";
import type { Plain } from "./values.ts";

/**
 * Options in the notation of a configuration file: `s1` is `20` or `"500steps"`.
 *
 * @param table The command's options.
 * @param resolved Their values.
 * @returns Values by key, without the options that a configuration file may not contain.
 */
export function plainOptions<T extends OptionTable>(
  table: T,
  { values }: Pick<Resolved<T>, "values">,
): Record<string, Plain> {
  return Object.fromEntries(
    Object.entries<OptionTable[string]>(table)
      .filter(([, option]) => option.configurable ?? true)
      .map(([key, { kind }]) => [key, kind.format(values[key])]),
  );
}

/**
 * The resolved options as YAML, each followed by its source, or as JSON.
 *
 * @param table The command's options.
 * @param resolved Their values and sources.
 * @param format The notation.
 * @returns Text that `--config` reads back to the same options.
 */
export function printedConfig<T extends OptionTable>(
  table: T,
  { values, sources }: Resolved<T>,
  format: "yaml" | "json",
): string {
  const plain = plainOptions(table, { values });
  if (format === "json") return toJson(plain);
  const lines = Object.entries(plain).map(([key, value]) => ({
    left: `${key}: ${yaml(value)}`,
    source: sources[key],
  }));
  const width = Math.min(40, Math.max(...lines.map(({ left }) => left.length)));
  return lines.map(({ left, source }) => `${left.padEnd(width)}  # ${source}\n`).join("");
}

/**
 * Prints the resolved options if `--print-config` asks for them.
 *
 * @param table The command's options.
 * @param resolved Their values and sources.
 * @param how Whether to print, and as JSON or YAML.
 * @returns Whether they were printed, and the command has nothing left to do.
 */
export function printedInstead<T extends OptionTable>(
  table: T,
  resolved: Resolved<T>,
  { json, printConfig }: { readonly json: boolean; readonly printConfig: boolean },
): boolean {
  if (printConfig) printResult(printedConfig(table, resolved, json ? "json" : "yaml"));
  return printConfig;
}

/** JSON is YAML, too; a plain word needs no quotes. */
function yaml(plain: Plain): string {
  const word = typeof plain === "string" && /^[A-Za-z][\w./-]*$/.test(plain);
  return word && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(plain)
    ? plain
    : JSON.stringify(plain);
}
