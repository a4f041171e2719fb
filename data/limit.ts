import { InputError } from "../src/errors.ts";
import type { Rng } from "../src/rng.ts";

/** Fewer training images than this are no data set. */
export const LEAST_LIMIT = 10;

/** How many training and test images there are. */
export interface Counts {
  readonly train: number;
  readonly test: number;
}

/** Which of them are used: indices in ascending order. */
export interface Chosen {
  readonly train: Uint32Array;
  readonly test: Uint32Array;
}

/**
 * The images that `--limit` leaves: a seeded random choice of `limit` training and round(limit / 5) test images,
 * counted before validation images are split off. All of them when there is no limit.
 *
 * @param rng Its stream `limit` is used, so the same seed chooses the same images.
 * @throws {InputError} If `limit` is no integer of at least 10, or more than there is.
 */
export function limited(counts: Counts, limit: number | undefined, rng: Rng): Chosen {
  if (limit === undefined) return { train: firstN(counts.train), test: firstN(counts.test) };
  if (!Number.isSafeInteger(limit) || limit < LEAST_LIMIT) {
    throw new InputError(
      `Cannot limit the data: found ${limit}, expected a whole number of at least ${LEAST_LIMIT} ` +
        "training images (raise --limit or leave it off)",
    );
  }
  const wanted: Counts = { train: limit, test: Math.round(limit / 5) };
  if (wanted.train > counts.train || wanted.test > counts.test) {
    throw new InputError(
      `Cannot limit the data: ${wanted.train} training and ${wanted.test} test images were asked for, ` +
        `found ${counts.train} and ${counts.test} (lower --limit or leave it off)`,
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
