/**
 * Labeled images in memory, and what a data set is made of.
 *
 * @module
 */

/** Labeled images, eight bits a channel. */
export interface Images {
  /** Number of images. */
  readonly count: number;
  /** Shape of each image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /**
   * Shape [count, height, width, channels], values 0 … 255. The readers of this room put it into shared memory, which a
   * worker reads without a copy.
   */
  readonly pixels: Uint8Array;
  /** Shape [count]: the index of each image's class. */
  readonly labels: Uint16Array;
}

/** A data set: classes, training and test images, and a digest of exactly these images. */
export interface Dataset {
  /** `shapes`, `cifar10`, `cifar100`, or the image folder's path as it was given. */
  readonly name: string;
  /** Name of each class, by index. */
  readonly classes: readonly string[];
  /** The training images after `limit`, still with the images that {@linkcode split} sets aside for validation. */
  readonly train: Images;
  /** The test images after `limit`. */
  readonly test: Images;
  /** `sha256:` and the digest of both parts, see {@linkcode digestOf}. */
  readonly digest: string;
}

/**
 * Receives progress events of work that takes long: what is being done, and how much of it is done. `done` and `total`
 * have one unit, images or bytes.
 */
export type Progress = (event: {
  readonly what: string;
  readonly done: number;
  readonly total: number;
}) => void;

/**
 * Black images of class 0 in shared memory, to be filled in.
 *
 * @param count Number of images.
 * @param shape Shape of each image.
 * @returns Images whose arrays are all zeros.
 */
export function blankImages(count: number, shape: Images["shape"]): Images {
  const [height, width, channels] = shape;
  return {
    count,
    shape,
    pixels: new Uint8Array(new SharedArrayBuffer(count * height * width * channels)),
    labels: new Uint16Array(new SharedArrayBuffer(count * Uint16Array.BYTES_PER_ELEMENT)),
  };
}

/**
 * Copies some images.
 *
 * @param images Images to choose from.
 * @param indices Indices of the images to copy, in the order of the result. An index may occur more than once.
 * @returns New images in shared memory.
 *
 * @example The last image and the first one
 * ```ts
 * import assert from "node:assert/strict";
 * import { pick, shapes } from "./mod.ts";
 *
 * const { train } = shapes({ train: 10, test: 0 });
 * const two = pick(train, Uint32Array.of(9, 0));
 * assert.equal(two.count, 2);
 * assert.deepEqual([...two.labels], [9, 0]);
 * assert.deepEqual(two.pixels.slice(0, 3072), train.pixels.slice(9 * 3072));
 * ```
 */
export function pick(images: Images, indices: Uint32Array): Images {
  const some = blankImages(indices.length, images.shape);
  const size = images.shape[0] * images.shape[1] * images.shape[2];
  indices.forEach((index, i) => {
    some.pixels.set(images.pixels.subarray(index * size, (index + 1) * size), i * size);
    some.labels[i] = images.labels[index] ?? 0;
  });
  return some;
}
