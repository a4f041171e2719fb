/**
 * What pickles are made of, as plain data. Dictionaries become `Map`, lists become arrays, sets become `Set`.
 *
 * @module
 */

/** A Python tuple. */
export class Tuple {
  constructor(readonly items: readonly unknown[]) {}
}

/** Something a pickle names and calls: only those of a whitelist ever come to be. */
export class Constructor {
  /**
   * @param name `module.name`, as the pickle has it.
   * @param make Turns arguments into plain data. It runs none of the pickle's code: there is none here.
   */
  constructor(readonly name: string, readonly make: (args: readonly unknown[]) => unknown) {}
}

/** Plain data of no interest, such as a time or a number type. */
export class Opaque {
  constructor(readonly name: string) {}
}

/** A tuple's items, or those of a list; undefined for anything else. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (value instanceof Tuple) return value.items;
  return Array.isArray(value) ? value : undefined;
}

/** A tuple of sizes or strides, or undefined. */
export function countsOf(value: unknown): number[] | undefined {
  const items = itemsOf(value);
  if (items === undefined || items.length > 32) return undefined;
  const counts: number[] = [];
  for (const item of items) {
    if (typeof item !== "number" || !Number.isSafeInteger(item) || item < 0) return undefined;
    counts.push(item);
  }
  return counts;
}
