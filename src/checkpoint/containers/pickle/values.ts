/**
 * The values of a pickle as plain data: dictionaries become `Map`, lists become arrays, sets become `Set`.
 *
 * @module
 */

/** A Python tuple. */
export class Tuple {
  constructor(readonly items: readonly unknown[]) {}
}

/** A function that a pickle refers to and calls. Only the reader's whitelist makes these. */
export class Constructor {
  /**
   * @param name `module.name`, as in the pickle.
   * @param make Turns arguments into plain data. It is our code; no code of the pickle exists here.
   */
  constructor(readonly name: string, readonly make: (args: readonly unknown[]) => unknown) {}
}

/** Data that no reader needs, such as a date. */
export class Opaque {
  constructor(readonly name: string) {}
}

/** The items of a tuple or list; undefined for other values. */
export function itemsOf(value: unknown): readonly unknown[] | undefined {
  if (value instanceof Tuple) return value.items;
  return Array.isArray(value) ? value : undefined;
}

/**
 * The text of a name or key: a text itself, or a number's digits; undefined for other values. Lists that hold each other
 * many times would become texts without an end.
 */
export function wordOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "bigint" ? String(value) : undefined;
}

/** How many items a value holds by itself; 0 for values that are no containers. */
export function lengthOf(value: unknown): number {
  if (value instanceof Map || value instanceof Set) return value.size;
  return itemsOf(value)?.length ?? 0;
}

/** The whitelist: all that a pickle may refer to. */
export interface PickleNames {
  /**
   * The constructor of a name.
   *
   * @throws {InputError} If it is not on the whitelist.
   */
  global(module: string, name: string): Constructor | Opaque;
  /** The object of a persistent id, such as a tensor's storage. */
  persistent(id: unknown): unknown;
}
