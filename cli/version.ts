/**
 * This program's name and version, as reports and `--version` give them.
 *
 * @module
 */
import deno from "../deno.json" with { type: "json" };

/** The `tool` of every report. */
export const TOOL: { readonly name: "repr"; readonly version: string } = {
  name: "repr",
  version: deno.version,
};
