/**
 * Activations from .npy files, read block by block.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { cannotRead } from "../files/file_error.ts";
import type { ActivationLayer, Activations, Maps } from "./activations.ts";
import { HEADER_BYTES, npyHeader } from "./npy_header.ts";

/** Bytes of all files together that are read at once. */
const BLOCK_BYTES = 2 ** 24;
/** Images that are read at once at least: permutations exchange images within a block. */
const LEAST_IMAGES = 100;

/** One .npy file of activations. */
interface NpyLayer extends ActivationLayer {
  readonly images: number;
  /** Bytes of a number. */
  readonly bytes: 4 | 8;
  /** Where the numbers begin, in bytes. */
  readonly start: number;
}

/**
 * Opens files of activations on the same images: observations x variables, or N x H x W x C.
 *
 * @param paths Each is a layer, by the path's name.
 * @throws {InputError} If a file is not such an array, is incomplete, or has another number of images than the first; while
 * reading, if a number is NaN or infinite.
 */
export function npyActivations(paths: readonly string[]): Activations {
  const layers = paths.map((path) => opened(path));
  const images = layers[0]?.images ?? 0;
  const other = layers.find((layer) => layer.images !== images);
  if (other !== undefined) {
    throw new InputError(
      `Cannot compare ${
        paths.join(" and ")
      }: found ${images} and ${other.images} observations, expected the same`,
    );
  }
  const bytes = layers.reduce((sum, layer) => sum + bytesOfImage(layer), 0);
  const block = Math.max(LEAST_IMAGES, Math.floor(BLOCK_BYTES / bytes));
  return {
    layers,
    images,
    async *read(signal) {
      await Promise.resolve();
      for (let first = 0; first < images; first += block) {
        signal?.throwIfAborted();
        for (const layer of layers) yield readBlock(layer, first, Math.min(block, images - first));
      }
    },
  };
}

function opened(path: string): NpyLayer {
  using file = open(path);
  const head = new Uint8Array(HEADER_BYTES);
  const { shape, width: bytes, start } = npyHeader(path, head.subarray(0, fill(file, head)));
  const [images = 0, height = 1, width = 1, channels = 1] = shape.length === 2
    ? [shape[0], 1, 1, shape[1]]
    : shape;
  const layer = { name: path, images, height, width, channels, bytes, start };
  if (![2, 4].includes(shape.length) || bytesOfImage(layer) === 0 || images < 2) {
    throw new InputError(
      `Cannot read ${path}: found shape (${
        shape.join(", ")
      }), expected observations x variables or N x H x W x C, with at least 2 observations`,
    );
  }
  const [found, expected] = [file.statSync().size, start + images * bytesOfImage(layer)];
  if (found < expected) {
    throw new InputError(
      `Cannot read ${path}: found ${found} bytes, expected ${expected} (is the file complete?)`,
    );
  }
  return layer;
}

function bytesOfImage({ height, width, channels, bytes }: NpyLayer): number {
  return height * width * channels * bytes;
}

function readBlock(layer: NpyLayer, first: number, images: number): Maps {
  const { name, height, width, channels, bytes, start } = layer;
  const size = bytesOfImage(layer);
  const buffer = new Uint8Array(images * size);
  using file = open(name);
  file.seekSync(start + first * size, Deno.SeekMode.Start);
  if (fill(file, buffer) < buffer.length) {
    throw new InputError(`Cannot read ${name}: it became shorter while it was read`);
  }
  const data = bytes === 4 ? new Float32Array(buffer.buffer) : new Float64Array(buffer.buffer);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new InputError(
      `Cannot read ${name}: found ${data[bad]} in observation ${
        first + Math.floor(bad / (height * width * channels))
      }, expected finite numbers`,
    );
  }
  return { images, height, width, channels, data };
}

/** Reads until the buffer is full or the file ends; the number of bytes read. */
function fill(file: Deno.FsFile, buffer: Uint8Array): number {
  let filled = 0;
  while (filled < buffer.length) {
    const count = file.readSync(buffer.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return filled;
}

function open(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path);
  } catch (error) {
    throw cannotRead(path, error);
  }
}
