/**
 * Warnings that say the same of many layers.
 *
 * @module
 */

/**
 * Warnings with those that differ in names and numbers only replaced by the first of them and their count.
 *
 * @param warnings In the order in which they are printed.
 * @returns One line for each kind of warning.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { withCounts } from "./repeated.ts";
 * assert.deepEqual(
 *   withCounts(["layer a has NaN in filter 1, 2", "no file", "layer b has NaN in filter 7"]),
 *   ["layer a has NaN in filter 1, 2 (and 1 more layer alike; the JSON report lists them)", "no file"],
 * );
 * ```
 */
export function withCounts(warnings: readonly string[]): string[] {
  const kinds = Map.groupBy(warnings, kindOf);
  return Array.from(kinds.values(), ([first = "", ...others]) => {
    if (others.length === 0) return first;
    const layers = others.length === 1 ? "layer" : "layers";
    return `${first} (and ${others.length} more ${layers} alike; the JSON report lists them)`;
  });
}

/** A warning without the layer's name, what stands in brackets after it, and numbers. */
function kindOf(warning: string): string {
  return warning
    .replace(/\b(layer) \S+/, "$1")
    .replace(/ [([][^)\]]*[)\]]/g, "")
    .replace(/filters? of layer/, "filter of layer")
    .replace(/holds? /, "hold ")
    .replace(/[\d,…]+( *[\d,…]+)*/g, "#");
}
