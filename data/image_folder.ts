import { join } from "node:path";
import { InputError } from "../src/errors.ts";
import type { Rng } from "../src/rng.ts";
import { decodeImages } from "./image_decode.ts";
import { type ImageListing, listClasses, listImages } from "./image_listing.ts";
import { limited } from "./limit.ts";
import type { Pictures, Progress } from "./pictures.ts";

/** How a folder of pictures is read. */
export interface ImageFolderOptions {
  /** Height and width that pictures are scaled and cropped to. @default 32 */
  readonly imageSize?: number;
  /** Training pictures to use. @default all */
  readonly limit?: number;
  /** Chooses the pictures that `limit` leaves, and the test pictures where there is no folder of them. */
  readonly rng: Rng;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

const TEST_FOLDERS = ["test", "val", "validation"];
const TEST_SHARE = 1 / 6; // of the training pictures where there is no test folder, as in CIFAR
const LARGEST_SIZE = 1024;

/**
 * Reads `DIR/train/<class>/*.jpg|jpeg|png` and the same below `test`, `val` or `validation`, whichever comes first. Where
 * there is none of these, a sixth of the training pictures by seed become the test set. Classes are the folders of
 * `train` in alphabetical order.
 *
 * @throws {InputError} If there are fewer than two classes, a class has no pictures, a test class is unknown or a
 * picture cannot be read.
 */
export async function readImageFolder(
  dir: string,
  options: ImageFolderOptions,
): Promise<{ classes: readonly string[]; train: Pictures; test: Pictures }> {
  const { imageSize = 32, limit, rng } = options;
  if (!Number.isSafeInteger(imageSize) || imageSize < 1 || imageSize > LARGEST_SIZE) {
    throw new InputError(
      `Cannot scale pictures to ${imageSize} pixels, expected a whole number from 1 to ${LARGEST_SIZE}`,
    );
  }
  const folders = await listClasses(dir);
  if (!folders.includes("train")) {
    throw new InputError(
      `Cannot read the image folder ${dir}: found no folder train in it, expected train/<class>/*.jpg or *.png ` +
        "(the binary files of CIFAR are read with --data cifar10 --data-dir DIR)",
    );
  }
  const classes = await listClasses(join(dir, "train"));
  if (classes.length < 2) {
    throw new InputError(
      `Cannot read ${join(dir, "train")}: found ${
        classes.length === 1 ? `only the class ${classes[0]}` : "no class folders"
      }, expected at least 2 (train/<class>/*.jpg or *.png)`,
    );
  }
  const listing = await listImages(join(dir, "train"), classes);
  const testFolder = TEST_FOLDERS.find((name) => folders.includes(name));
  const [train, test] = testFolder === undefined
    ? withoutTest(listing, rng)
    : [listing, await listImages(join(dir, testFolder), classes)];
  const chosen = limited({ train: train.paths.length, test: test.paths.length }, limit, rng);
  const decoding = { ...options, size: imageSize };
  return {
    classes,
    train: await decodeImages(train, chosen.train, decoding),
    test: await decodeImages(test, chosen.test, decoding),
  };
}

function withoutTest(
  listing: ImageListing,
  rng: Rng,
): readonly [train: ImageListing, test: ImageListing] {
  const count = listing.paths.length;
  const order = rng.split("test").permutation(count);
  const aside = Math.max(1, Math.round(count * TEST_SHARE));
  return [pick(listing, order.slice(aside).sort()), pick(listing, order.slice(0, aside).sort())];
}

function pick({ paths, labels }: ImageListing, indices: Uint32Array): ImageListing {
  return {
    paths: Array.from(indices, (i) => paths[i] ?? ""),
    labels: Array.from(indices, (i) => labels[i] ?? 0),
  };
}
