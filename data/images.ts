/**
 * What a data set is: labeled images as bytes.
 *
 * @module
 */

/** Labeled images. `pixels` lies in shared memory when this room made it, so that a worker reads it without a copy. */
export interface Images {
  /** How many images. */
  readonly count: number;
  /** The shape of each image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Shape [count, height, width, channels], values 0 … 255. */
  readonly pixels: Uint8Array;
  /** Shape [count]: the index of each image's class. */
  readonly labels: Uint16Array;
}

/** A data set as it is trained on: classes, training and test images, and a digest of exactly these. */
export interface Dataset {
  /** `shapes`, `cifar10`, `cifar100` or the image folder's path as it was given. */
  readonly name: string;
  /** The name of class i. */
  readonly classes: readonly string[];
  /** The training images, after `limit` and before the validation images are split off. */
  readonly train: Images;
  /** The test images, after `limit`. */
  readonly test: Images;
  /** `sha256:…` over the images and labels above. */
  readonly digest: string;
}

/** Hears how far a long piece of work has come; `total` is in the same unit as `done` (images or bytes). */
export type Progress = (event: {
  readonly what: string;
  readonly done: number;
  readonly total: number;
}) => void;

/** Black images of class 0 in shared memory, to be filled in. */
export function blankImages(count: number, shape: Images["shape"]): Images {
  const [height, width, channels] = shape;
  return {
    count,
    shape,
    pixels: new Uint8Array(new SharedArrayBuffer(count * height * width * channels)),
    labels: new Uint16Array(new SharedArrayBuffer(count * Uint16Array.BYTES_PER_ELEMENT)),
  };
}

/** Some of the images, copied. */
export function pick(images: Images, indices: Uint32Array): Images {
  const some = blankImages(indices.length, images.shape);
  const size = images.shape[0] * images.shape[1] * images.shape[2];
  indices.forEach((index, i) => {
    some.pixels.set(images.pixels.subarray(index * size, (index + 1) * size), i * size);
    some.labels[i] = images.labels[index] ?? 0;
  });
  return some;
}
