/**
 * A count for people, with commas between thousands.
 *
 * Written by hand because `toLocaleString` loads ICU data, which slows the start of a short command.
 *
 * @param count Rounded to an integer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(grouped(1234567), "1,234,567");
 * assert.equal(grouped(999.6), "1,000");
 * ```
 */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}
