import { join } from "node:path";
import { InputError } from "../src/errors.ts";
import type { Rng } from "../src/rng.ts";
import { decodeImages } from "./image_decode.ts";
import { type ImageListing, listClasses, listImages } from "./image_listing.ts";
import { limited } from "./limit.ts";
import type { Images, Progress } from "./images.ts";

/** How a folder of images is read. */
export interface ImageFolderOptions {
  /** Height and width that images are scaled and cropped to. @default {32} */
  readonly imageSize?: number;
  /** Number of training images to use. @default all */
  readonly limit?: number;
  /** Source of the choice that `limit` makes, and of the test images where the folder has none. */
  readonly rng: Rng;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

const TEST_FOLDERS = ["test", "val", "validation"];
const TEST_SHARE = 1 / 6; // part of the training images, where there is no test folder; CIFAR's own share
const LARGEST_SIZE = 1024;

/**
 * Reads a folder of images, `DIR/train/<class>/*.jpg|jpeg|png`. The test images are in the first of `DIR/test`, `DIR/val`
 * and `DIR/validation` that exists; where there is none of these, a sixth of the training images, chosen by seed, become the
 * test images. The classes are the folders in `train`, in alphabetical order.
 *
 * @param dir The folder.
 * @param options Size of the images, and how many of them.
 * @returns Classes, and training and test images of shape [imageSize, imageSize, 3].
 * @throws {InputError} If there are fewer than two classes, a class has no images, a test class is unknown, or an image
 * cannot be read.
 */
export async function readImageFolder(
  dir: string,
  options: ImageFolderOptions,
): Promise<{ classes: readonly string[]; train: Images; test: Images }> {
  const { imageSize = 32, limit, rng } = options;
  if (!Number.isSafeInteger(imageSize) || imageSize < 1 || imageSize > LARGEST_SIZE) {
    throw new InputError(
      `Cannot scale images to ${imageSize} pixels, expected a whole number from 1 to ${LARGEST_SIZE} (correct \`imageSize\`)`,
      { option: "imageSize" },
    );
  }
  const folders = await listClasses(dir);
  if (!folders.includes("train")) {
    throw new InputError(
      `Cannot read the image folder ${dir}: found no folder train in it, expected train/<class>/*.jpg or *.png ` +
        '(the binary files of CIFAR are read with `name: "cifar10"` and `dataDir`)',
      { option: "name" },
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
  return [
    listingOf(listing, order.slice(aside).sort()),
    listingOf(listing, order.slice(0, aside).sort()),
  ];
}

function listingOf({ paths, labels }: ImageListing, indices: Uint32Array): ImageListing {
  return {
    paths: Array.from(indices, (i) => paths[i] ?? ""),
    labels: Array.from(indices, (i) => labels[i] ?? 0),
  };
}
