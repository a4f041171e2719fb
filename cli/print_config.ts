/**
 * `--print-config`: the resolved options, in the form that `--config` reads.
 *
 * @module
 */
import { toJson } from "../src/report/json.ts";
import type { OptionTable } from "./options.ts";
import type { Resolved } from "./resolve.ts";
import type { Plain } from "./values.ts";

/**
 * The resolved options as YAML, each with its source behind it, or as JSON.
 *
 * @returns Text that `--config` reads back to the same options.
 */
export function printedConfig<T extends OptionTable>(
  table: T,
  { values, sources }: Resolved<T>,
  format: "yaml" | "json",
): string {
  const entries = Object.entries<OptionTable[string]>(table)
    .filter(([, option]) => option.configurable ?? true)
    .map(([key, { kind }]) => ({ key, plain: kind.format(values[key]), source: sources[key] }));
  if (format === "json") {
    return toJson(Object.fromEntries(entries.map(({ key, plain }) => [key, plain])));
  }
  const lines = entries.map(({ key, plain, source }) => ({
    left: `${key}: ${yaml(plain)}`,
    source,
  }));
  const width = Math.min(40, Math.max(...lines.map(({ left }) => left.length)));
  return lines.map(({ left, source }) => `${left.padEnd(width)}  # ${source}\n`).join("");
}

/** JSON's notation is YAML's too; a plain word goes without quotes. */
function yaml(plain: Plain): string {
  const word = typeof plain === "string" && /^[A-Za-z][\w./-]*$/.test(plain);
  return word && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(plain)
    ? plain
    : JSON.stringify(plain);
}
