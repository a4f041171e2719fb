/**
 * JSON: how reports are written, and how JSON from files is checked.
 *
 * @module
 */
import type { ByteSource } from "../files/byte_source.ts";

/** Axes of the largest array that NumPy and the file formats allow. */
const MOST_AXES = 32;

/**
 * What a terminal should not get, for a class of a regular expression: control characters, line separators, characters that
 * change the direction of text, and invisible tags.
 */
export const UNPRINTABLE: string = String
  .raw`\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u{e0000}-\u{e007f}`;
/** The same in JSON, which escapes the first control characters itself; those left are its own line breaks. */
const UNPRINTABLE_IN_JSON = new RegExp(`[[${UNPRINTABLE}]--[\\0-\\x1f]]`, "gv");

/**
 * A value as JSON that ends with a line break. A number that is not finite becomes null, minus zero becomes 0, a float array
 * becomes a list. Control characters and those that change the direction of text are written as escapes.
 *
 * @param value Plain data.
 * @param indent Spaces for each level; 0 writes one line. @default {2}
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(toJson({ scores: Float32Array.of(0.5, NaN) }, 0), '{"scores":[0.5,null]}\n');
 * ```
 */
export function toJson(value: unknown, indent = 2): string {
  return `${JSON.stringify(value, plain, indent).replaceAll(UNPRINTABLE_IN_JSON, escaped)}\n`;
}

function escaped(text: string): string {
  return Array.from(
    { length: text.length },
    (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Float32Array || value instanceof Float64Array) return Array.from(value);
  return Object.is(value, -0) ? 0 : value;
}

/** A number as a report holds it: null where it is NaN or infinite. */
export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Whether a value is an object and not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is an object, otherwise an empty object. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** The value if it is a list, otherwise an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is text, a number's digits if it is one, else nothing: an object's own `toString` is not called. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** A value as an error shows it: as JSON, shortened. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}

/** The value if it is a list of at most 32 integers >= 0, otherwise undefined. */
export function countsOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length > MOST_AXES) return undefined;
  const counts: number[] = [];
  for (const count of value) {
    if (!Number.isSafeInteger(count) || count < 0) return undefined;
    counts.push(count);
  }
  return counts;
}

/** The value if it is the shape of an array whose size is a safe integer, otherwise undefined. */
export function shapeOf(value: unknown): number[] | undefined {
  const sizes = countsOf(value);
  const fits = Number.isSafeInteger(sizes?.reduce((product, size) => product * size, 1));
  return fits ? sizes : undefined;
}

/**
 * Decodes bytes that hold a JSON object.
 *
 * @param source The file, for errors.
 * @param bytes UTF-8.
 * @param what What errors call the bytes, such as "its header".
 * @throws {InputError} If they hold anything else.
 */
export function parseJsonObject(
  source: ByteSource,
  bytes: Uint8Array,
  what: string,
): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw source.fail(`${what} is not JSON (is the file complete?)`);
  }
  if (!isObject(value)) throw source.fail(`${what} is JSON but not an object`);
  return value;
}
