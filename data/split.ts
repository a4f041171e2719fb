import { InputError } from "../src/errors.ts";
import type { Rng } from "../src/rng.ts";

/** Indices of the images that are trained on and of those that only choose between epochs, each ascending. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Sets a random part of the images aside for validation; the same seed sets the same ones aside.
 *
 * @param images Anything that says how many images there are.
 * @param rng Its stream `split` is used.
 * @param fraction The part set aside, rounded to whole images, in [0, 1). @default 0.1 (50,000 -> 45,000 and 5,000)
 * @throws {InputError} If the fraction is outside [0, 1) or leaves nothing to train on.
 *
 * @example 50,000 images
 * ```ts
 * import { split } from "./split.ts";
 * import { Rng } from "../src/rng.ts";
 * const { train, validation } = split({ count: 50_000 }, new Rng(1));
 * // train.length is 45,000 and validation.length is 5,000
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
