/**
 * What a data set is: labelled pictures as bytes.
 *
 * @module
 */

/** Labelled pictures. `images` lies in shared memory when this room made it, so that a worker reads it without a copy. */
export interface Pictures {
  /** How many pictures. */
  readonly count: number;
  /** The shape of each picture. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Shape [count, height, width, channels], values 0 … 255. */
  readonly images: Uint8Array;
  /** Shape [count]: the index of each picture's class. */
  readonly labels: Uint16Array;
}

/** A data set as it is trained on: classes, training and test pictures, and a digest of exactly these. */
export interface Dataset {
  /** `shapes`, `cifar10`, `cifar100` or the image folder's path as it was given. */
  readonly name: string;
  /** The name of class i. */
  readonly classes: readonly string[];
  /** The training pictures, after `limit` and before the validation pictures are split off. */
  readonly train: Pictures;
  /** The test pictures, after `limit`. */
  readonly test: Pictures;
  /** `sha256:…` over the pictures and labels above. */
  readonly digest: string;
}

/** Hears how far a long piece of work has come; `total` is in the same unit as `done` (pictures or bytes). */
export type Progress = (event: {
  readonly what: string;
  readonly done: number;
  readonly total: number;
}) => void;

/** Black pictures of class 0 in shared memory, to be filled in. */
export function blankPictures(count: number, shape: Pictures["shape"]): Pictures {
  const [height, width, channels] = shape;
  return {
    count,
    shape,
    images: new Uint8Array(new SharedArrayBuffer(count * height * width * channels)),
    labels: new Uint16Array(new SharedArrayBuffer(count * Uint16Array.BYTES_PER_ELEMENT)),
  };
}

/** Some of the pictures, copied. */
export function pick(pictures: Pictures, indices: Uint32Array): Pictures {
  const some = blankPictures(indices.length, pictures.shape);
  const size = pictures.shape[0] * pictures.shape[1] * pictures.shape[2];
  indices.forEach((index, i) => {
    some.images.set(pictures.images.subarray(index * size, (index + 1) * size), i * size);
    some.labels[i] = pictures.labels[index] ?? 0;
  });
  return some;
}
