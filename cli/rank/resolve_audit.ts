/**
 * A call of `repr rank` or `repr inspect`, resolved and checked.
 *
 * @module
 */
import { InputError, messageOf } from "../../src/errors.ts";
import { readConfigFile } from "../options/config_file.ts";
import type { COMMON_OPTIONS, Option, OptionTable } from "../options/options.ts";
import {
  environmentLayer,
  fileLayer,
  flagLayer,
  resolve,
  type Resolved,
} from "../options/resolve.ts";

/** What both commands' options have in common. */
type AuditTable = OptionTable & typeof COMMON_OPTIONS & {
  readonly layers: Option<string | null>;
};

/**
 * Resolves a call: flag > environment > `--config` > default.
 *
 * @param flags Commander's options.
 * @param variable Looks an environment variable up.
 * @throws {InputError} If any value is wrong.
 */
export async function resolveAudit<T extends AuditTable>(
  table: T,
  flags: Readonly<Record<string, unknown>>,
  variable: (name: string) => string | undefined,
): Promise<Resolved<T>> {
  const near = [flagLayer(table, flags), environmentLayer(table, variable)];
  const path = near.map((layer) => layer.get("config")?.value).find((value) =>
    typeof value === "string"
  );
  const file = typeof path === "string" ? [fileLayer(table, path, await readConfigFile(path))] : [];
  return resolve(table, [...near, ...file]);
}

/**
 * `--layers` as a regular expression.
 *
 * @throws {InputError} If it is none.
 */
export function layerPattern(text: string | null): RegExp | undefined {
  if (text === null) return undefined;
  try {
    return new RegExp(text, "u");
  } catch (error) {
    throw new InputError(
      `--layers must be a regular expression, found ${JSON.stringify(text)}: ${messageOf(error)}`,
    );
  }
}
