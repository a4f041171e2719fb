/**
 * The report of a call: the library's results with the program and the resolved options.
 *
 * @module
 */
import type { OptionTable } from "../options/options.ts";
import { plainOptions } from "../options/print_config.ts";
import type { Resolved } from "../options/resolve.ts";
import { TOOL } from "../../src/tool.ts";

/** Every report's fields that the caller of the library adds. */
interface Header {
  readonly tool: { name: "repr"; version: string };
  readonly options: Record<string, unknown>;
}

/**
 * Adds the program and the resolved options to a report's body, in the order in which all reports begin.
 *
 * @param body The report without these fields, from the library.
 * @param table The command's options.
 * @param resolved Their values.
 */
export function reportOfCall<B extends { readonly kind: string; readonly version: number }>(
  body: B,
  table: OptionTable,
  resolved: Pick<Resolved<OptionTable>, "values">,
): B & Header {
  const { kind, version } = body;
  const header = { kind, version, tool: { ...TOOL }, options: plainOptions(table, resolved) };
  return { ...header, ...body };
}
