/**
 * Modules that are loaded only when they are needed.
 *
 * @module
 */

/**
 * The address of a module for a dynamic import that Deno does not follow when the program starts:
 * `await import(lazy("./run.ts", import.meta.url))`, typed with `typeof import("./run.ts")`. Deno loads the target of a
 * literal import before the first statement runs, which for tfjs takes longer than `--help` may.
 *
 * @param path The module, relative to the importing one.
 * @param importer The importing module's `import.meta.url`.
 */
export function lazy(path: `./${string}.ts`, importer: string): string {
  return new URL(path, importer).href;
}
