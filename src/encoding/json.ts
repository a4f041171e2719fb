/**
 * JSON as reports and run directories hold it.
 *
 * @module
 */

/**
 * `value` as JSON that ends with a line break. A number that is not finite becomes null, minus zero becomes 0, a float
 * array becomes a list.
 *
 * @param indent Spaces a level; 0 gives one line.
 */
export function toJson(value: unknown, indent = 2): string {
  return `${JSON.stringify(value, plain, indent)}\n`;
}

function plain(_key: string, value: unknown): unknown {
  if (value instanceof Float32Array || value instanceof Float64Array) return Array.from(value);
  return Object.is(value, -0) ? 0 : value;
}
