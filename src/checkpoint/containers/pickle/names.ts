import type { Constructor, Opaque } from "./values.ts";

/** What a pickle may refer to: nothing else exists for it. */
export interface PickleNames {
  /**
   * The constructor of that name.
   *
   * @throws {InputError} If it is not on the whitelist.
   */
  global(module: string, name: string): Constructor | Opaque;
  /** The object of a persistent id, such as a tensor's storage. */
  persistent(id: unknown): unknown;
}
