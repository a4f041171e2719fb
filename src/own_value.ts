/**
 * Look-up of words that come from files.
 *
 * @module
 */

/**
 * The value of a table under a word from a file. Words such as `constructor` and `__proto__`, which every object knows, are
 * found only where the table itself has them.
 *
 * @param table The table.
 * @param word The word, from a model file or another input.
 * @returns The value; undefined if the table does not have the word.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const bytes: Record<string, number> = { float32: 4 };
 * assert.equal(ownValue(bytes, "float32"), 4);
 * assert.equal(ownValue(bytes, "constructor"), undefined);
 * ```
 */
export function ownValue<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
