import type { Rng } from "../src/rng.ts";

/** How training images are varied. Nothing is varied unless asked for. */
export interface Augmentation {
  /** Mirror every second image (by chance) left to right. @default false */
  readonly flip?: boolean;
  /** Pad by this many pixels on each side and crop at a random offset. @default 0 (4 is usual for 32x32) */
  readonly pad?: number;
}

/**
 * How each image of a batch is mirrored and cropped: three numbers an image, [mirrored (0 or 1), rows down, columns right].
 */
export type Views = Int16Array;

/**
 * Draws the views of a batch. Each image's view depends on the seed, the epoch and the image alone, not on its
 * index in the batch or on what was drawn before, so that a resumed epoch shows the same pixels.
 *
 * @param rng The stream of this epoch, `rng.split("augment", epoch)`.
 * @returns Undefined where nothing is varied.
 */
export function drawViews(
  augmentation: Augmentation | undefined,
  indices: Uint32Array,
  rng: Rng,
): Views | undefined {
  const { flip = false, pad = 0 } = augmentation ?? {};
  if (!flip && pad === 0) return undefined;
  const views = new Int16Array(indices.length * 3);
  indices.forEach((index, i) => {
    const draw = rng.split(index);
    const mirrored = draw.integer(2); // drawn even where unused: switching one kind on does not change the other
    views[i * 3] = flip ? mirrored : 0;
    views[i * 3 + 1] = draw.integer(2 * pad + 1) - pad;
    views[i * 3 + 2] = draw.integer(2 * pad + 1) - pad;
  });
  return views;
}
