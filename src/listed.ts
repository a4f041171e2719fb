/**
 * Lists of names in messages, of which only the first are shown.
 *
 * @module
 */

/**
 * The first names, and an ellipsis where there are more.
 *
 * @param names Names or numbers.
 * @param most How many are shown.
 * @param separator What stands between them. @default {", "}
 * @returns An empty text without names.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(listed(["a", "b", "c"], 2), "a, b, …");
 * assert.equal(listed(["a", "b"], 2), "a, b");
 * ```
 */
export function listed(
  names: readonly (string | number)[],
  most: number,
  separator = ", ",
): string {
  return names.slice(0, most).join(separator) + (names.length > most ? `${separator}…` : "");
}

/**
 * The first names, and how many more there are.
 *
 * @param names Names.
 * @param most How many are shown.
 * @returns An empty text without names.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(listedWithRest(["a", "b", "c"], 2), "a, b and 1 more");
 * ```
 */
export function listedWithRest(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}
