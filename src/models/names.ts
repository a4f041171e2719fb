/**
 * The catalog of architectures by name. Nothing here loads tfjs, so help and completions are fast.
 *
 * @module
 */

import { InputError } from "../errors.ts";
import type { Architecture, Family } from "./family.ts";
import { plainConvNets } from "./plain_conv_net.ts";
import { residualNets } from "./residual_net.ts";

/** The catalog: one file for each family, and one line here. */
export const families: readonly Family[] = [
  plainConvNets,
  residualNets,
];

/** The names to offer in help and completions. Other depths and widths of `c<depth>-<width>` are models too. */
export const modelNames: readonly string[] = families.flatMap(({ names }) => names);

/**
 * The architecture that a model's name describes.
 *
 * @param name Such as `c3-32`.
 * @returns The family, and the numbers in the name.
 * @throws {InputError} If there is no such model; the message suggests the nearest valid name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { architectureNamed } from "./names.ts";
 *
 * assert.deepEqual(architectureNamed("c3-32"), { family: "c", depth: 3, width: 32 });
 * assert.throws(() => architectureNamed("resnet18"), /did you mean resnet20/);
 * ```
 */
export function architectureNamed(name: string): Architecture {
  const architecture = parsed(name);
  if (architecture !== undefined) return architecture;
  const nearest = families.map((family) => family.nearest(name)).find((n) => n !== undefined);
  const expected = families.map(({ pattern, names }) => `${pattern} (${names.join(", ")})`);
  throw new InputError(
    `Unknown model "${name}": expected ${expected.join(" or ")}` +
      (nearest === undefined ? "" : `; did you mean ${nearest}?`),
  );
}

/** The architecture that a model's name describes; undefined if it is none of the catalog's. */
export function parsed(name: string): Architecture | undefined {
  for (const family of families) {
    const architecture = family.parse(name);
    if (architecture !== undefined) return architecture;
  }
  return undefined;
}

/** The family of an architecture. */
export function familyOf({ family }: Architecture): Family {
  const found = families.find(({ name }) => name === family);
  if (found === undefined) throw new TypeError(`the catalog has no family "${family}"`);
  return found;
}
