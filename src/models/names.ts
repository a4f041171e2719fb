/**
 * The names of the architectures, without the architectures: nothing here needs tfjs, so help and completions are fast.
 *
 * @module
 */

import { InputError } from "../errors.ts";

/** What a model's name says. */
export type Architecture =
  | { readonly family: "c"; readonly depth: number; readonly width: number }
  | { readonly family: "resnet"; readonly depth: number };

/** A row of the catalog: a pattern of names. */
export interface Family {
  /** How the names are written, for help. */
  readonly pattern: string;
  /** What the models are, for help. */
  readonly summary: string;
  /** The names to offer: all of them, or the paper's where there is no end. */
  readonly names: readonly string[];
  /** What a name says, `undefined` when it is none of this family's. */
  readonly parse: (name: string) => Architecture | undefined;
  /** A right name for one that only looks like this family's, such as `C3_32`. */
  readonly nearest: (name: string) => string | undefined;
}

const MAX_DEPTH = 100;
const MAX_WIDTH = 1024;
const RESNET_DEPTHS = [20, 32, 44, 56, 110];

const plain: Family = {
  pattern: "c<depth>-<width>",
  summary:
    `the paper's C^depth(width): 3x3 convolutions of equal width, depth 1 to ${MAX_DEPTH}, width 1 to ${MAX_WIDTH}`,
  names: ["c3-32", "c8-32", "c13-32", "c18-32"],
  parse: (name) => {
    const [, depth, width] = numbers(/^c([1-9]\d*)-([1-9]\d*)$/, name);
    return depth === undefined || width === undefined || depth > MAX_DEPTH || width > MAX_WIDTH
      ? undefined
      : { family: "c", depth, width };
  },
  nearest: (name) => {
    const [, depth, width] = numbers(/^c\D*(\d+)\D+(\d+)$/i, name);
    return depth === undefined || width === undefined
      ? undefined
      : `c${within(depth, MAX_DEPTH)}-${within(width, MAX_WIDTH)}`;
  },
};

const resnet: Family = {
  pattern: "resnet<depth>",
  summary: `CIFAR ResNets with identity shortcuts (option A), depth ${RESNET_DEPTHS.join(", ")}`,
  names: RESNET_DEPTHS.map((depth) => `resnet${depth}`),
  parse: (name) => {
    const [, depth] = numbers(/^resnet(\d+)$/, name);
    return depth !== undefined && RESNET_DEPTHS.includes(depth)
      ? { family: "resnet", depth }
      : undefined;
  },
  nearest: (name) => {
    const [, depth] = numbers(/^res\D*(\d+)$/i, name);
    if (depth === undefined) return undefined;
    const [nearest] = RESNET_DEPTHS.toSorted((a, b) => Math.abs(a - depth) - Math.abs(b - depth));
    return `resnet${nearest}`;
  },
};

/** The catalog. */
export const families: readonly Family[] = [plain, resnet];

/** The names to offer in help and completions. Other depths and widths of `c<depth>-<width>` are models too. */
export const modelNames: readonly string[] = families.flatMap(({ names }) => names);

/**
 * What a model's name says.
 *
 * @throws {InputError} If there is no such model; the message has the nearest name that is right.
 */
export function architectureNamed(name: string): Architecture {
  for (const { parse } of families) {
    const architecture = parse(name);
    if (architecture !== undefined) return architecture;
  }
  const nearest = families.map((family) => family.nearest(name)).find((n) => n !== undefined);
  const expected = families.map(({ pattern, names }) => `${pattern} (${names.join(", ")})`);
  throw new InputError(
    `Unknown model "${name}": expected ${expected.join(" or ")}` +
      (nearest === undefined ? "" : `; did you mean ${nearest}?`),
  );
}

/** A pattern's match with its groups as numbers; empty when it does not match. */
function numbers(pattern: RegExp, name: string): (number | undefined)[] {
  return (pattern.exec(name) ?? []).map(Number);
}

function within(value: number, most: number): number {
  return Math.min(Math.max(value, 1), most);
}
