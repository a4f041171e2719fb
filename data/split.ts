import { InputError } from "../src/errors.ts";
import type { Rng } from "../src/rng.ts";

/** Indices of images: those to train on, and those for validation, which selects the best epoch. */
export interface Split {
  /** Images to train on, ascending. */
  readonly train: Uint32Array;
  /** Images for validation, ascending. */
  readonly validation: Uint32Array;
}

/**
 * Sets a random part of the images aside for validation. The same seed sets the same images aside.
 *
 * @param images Anything with the number of images.
 * @param rng Source of the random choice; its stream `split` is used.
 * @param fraction The part set aside, in [0, 1), rounded to whole images.
 * @returns Two disjoint lists that together hold every index once.
 * @throws {InputError} If the fraction is outside [0, 1) or leaves nothing to train on.
 *
 * @example CIFAR's 50,000 training images
 * ```ts
 * import assert from "node:assert/strict";
 * import { Rng, split } from "./mod.ts";
 *
 * const { train, validation } = split({ count: 50_000 }, new Rng(1));
 * assert.deepEqual([train.length, validation.length], [45_000, 5_000]);
 * ```
 */
export function split(images: { readonly count: number }, rng: Rng, fraction = 0.1): Split {
  if (!(fraction >= 0 && fraction < 1)) {
    throw new InputError(
      `Cannot split off validation images: found the fraction ${fraction}, expected 0 up to but not including 1`,
    );
  }
  const aside = Math.round(images.count * fraction);
  if (aside >= images.count) {
    throw new InputError(
      `Cannot split off validation images: ${aside} of ${images.count} leave none to train on ` +
        "(use more images or a smaller fraction)",
    );
  }
  const order = rng.split("split").permutation(images.count);
  return { train: order.slice(aside).sort(), validation: order.slice(0, aside).sort() };
}
