import { InputError } from "../src/errors.ts";
import type { Rng } from "../src/rng.ts";

/** The smallest number of training images that `limit` may leave. */
export const LEAST_LIMIT = 10;

/** Numbers of training and test images. */
export interface Counts {
  readonly train: number;
  readonly test: number;
}

/** Indices of the training and test images that are used, in ascending order. */
export interface Chosen {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * Chooses the images that `limit` leaves: `limit` training and round(limit / 5) test images at random, before validation
 * images are split off. Without a limit it chooses all of them.
 *
 * @param counts Numbers of images to choose from.
 * @param limit Number of training images to use; undefined for all.
 * @param rng Source of the random choice; its stream `limit` is used, so the same seed chooses the same images.
 * @returns Ascending indices.
 * @throws {InputError} If `limit` is no whole number of at least 10, or there are fewer images.
 */
export function limited(counts: Counts, limit: number | undefined, rng: Rng): Chosen {
  if (limit === undefined) return { train: firstN(counts.train), test: firstN(counts.test) };
  if (!Number.isSafeInteger(limit) || limit < LEAST_LIMIT) {
    throw new InputError(
      `Cannot limit the data: found ${limit}, expected a whole number of at least ${LEAST_LIMIT} ` +
        "training images (raise `limit` or leave it out)",
      { option: "limit" },
    );
  }
  const wanted: Counts = { train: limit, test: Math.round(limit / 5) };
  if (wanted.train > counts.train || wanted.test > counts.test) {
    throw new InputError(
      `Cannot limit the data: ${wanted.train} training and ${wanted.test} test images were asked for, ` +
        `found ${counts.train} and ${counts.test} (lower \`limit\` or leave it out)`,
      { option: "limit" },
    );
  }
  return {
    train: choose(counts.train, wanted.train, rng.split("limit", "train")),
    test: choose(counts.test, wanted.test, rng.split("limit", "test")),
  };
}

function firstN(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, i) => i);
}

function choose(from: number, count: number, rng: Rng): Uint32Array {
  return rng.permutation(from).slice(0, count).sort();
}
