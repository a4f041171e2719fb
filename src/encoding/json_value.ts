/**
 * Checked reading of JSON from model files.
 *
 * @module
 */
import type { ByteSource } from "../files/byte_source.ts";

/** Whether a value is an object that is no array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value as an object, or an empty one. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

/** The value as a list, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as a list of at most 32 counts, or undefined. */
export function countsOf(value: unknown): number[] | undefined {
  if (!Array.isArray(value) || value.length > 32) return undefined;
  const counts: number[] = [];
  for (const count of value) {
    if (!Number.isSafeInteger(count) || count < 0) return undefined;
    counts.push(count);
  }
  return counts;
}

/** The value as a shape of at most 32 axes, or undefined. */
export function shapeOf(value: unknown): number[] | undefined {
  const sizes = countsOf(value);
  const fits = Number.isSafeInteger(sizes?.reduce((product, size) => product * size, 1));
  return fits ? sizes : undefined;
}

/**
 * Bytes as a JSON object.
 *
 * @param what What errors call them, such as "its header".
 * @throws {InputError} If they are none.
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
  if (!isObject(value)) throw source.fail(`${what} is JSON but no object`);
  return value;
}
