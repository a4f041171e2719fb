/**
 * Modules that are loaded only when they are needed.
 *
 * @module
 */

/**
 * Address of a module for a dynamic import whose module Deno does not load when the program starts. Deno loads the
 * modules of literal dynamic imports before it runs the first statement, which takes tfjs longer than `--help` may take.
 *
 * @param path The module, relative to the importing one.
 * @param importer The importing module's `import.meta.url`.
 * @returns The module's address. The import has to state the type: `typeof import("./run.ts")`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { lazy } from "./lazy_import.ts";
 *
 * assert.equal(lazy("./run.ts", "file:///cli/train/command.ts"), "file:///cli/train/run.ts");
 * ```
 */
export function lazy(path: `${"." | ".."}/${string}.ts`, importer: string): string {
  return new URL(path, importer).href;
}
