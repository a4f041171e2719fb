/**
 * Modules that are read only when they are needed.
 *
 * @module
 */

/**
 * The address of a module of this folder, for a dynamic import: `await import(late("./run_train.ts"))`, typed with
 * `typeof import("./run_train.ts")`. Deno reads whatever a literal import leads to before a program starts, the whole of
 * tfjs included; help is to take less than a tenth of a second.
 */
export function late(path: `./${string}.ts`): string {
  return new URL(path, import.meta.url).href;
}
