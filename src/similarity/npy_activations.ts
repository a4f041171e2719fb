/**
 * Activations from `.npy` files, read block by block.
 *
 * @module
 */
import { npyHeader } from "../encoding/npy.ts";
import { InputError } from "../errors.ts";
import { FileSource } from "../files/byte_source.ts";
import type { ActivationLayer, ActivationMaps, Activations } from "./activations.ts";

/** Bytes of all files together that are read at once. */
const BLOCK_BYTES = 2 ** 24;
/** At least so many images are read at once, because permutations exchange images within a block. */
const LEAST_IMAGES = 100;

/** One `.npy` file of activations. */
interface NpyLayer extends ActivationLayer {
  readonly images: number;
  /** Bytes of a number. */
  readonly bytes: 4 | 8;
  /** Offset of the first number in bytes. */
  readonly start: number;
}

/**
 * Opens files of activations on the same images, each of shape [observations, variables] or [images, height, width,
 * channels], in f32 or f64.
 *
 * @param paths Each file is a layer, named by its path.
 * @returns The activations. The files are opened again for each block, and must not change.
 * @throws {InputError} If a file is not such an array, is incomplete, or has another number of images than the first; while
 * reading, if a number is NaN or infinite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { npyActivations } from "./mod.ts";
 * const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }\n";
 * const text = new TextEncoder().encode(`?NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`);
 * text[0] = 0x93;
 * const path = await Deno.makeTempFile({ suffix: ".npy" }); // as numpy.save writes it
 * await Deno.writeFile(path, new Uint8Array([...text, ...new Uint8Array(6 * 4)]));
 * const { images, layers: [layer] } = npyActivations([path]);
 * assert.deepEqual([images, layer?.channels], [3, 2]);
 * ```
 */
export function npyActivations(paths: readonly string[]): Activations {
  const layers = paths.map((path) => readHeader(path));
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

function readHeader(path: string): NpyLayer {
  using file = new FileSource(path);
  const header = npyHeader(
    file,
    (what) => file.fail(`it ${what} (write one with numpy.save)`),
  );
  const { shape, type, byteOrder, fortranOrder, start } = header;
  if ((type !== "f4" && type !== "f8") || byteOrder === ">") {
    const found = type === "" ? "records" : byteOrder + type;
    throw file.fail(
      `its numbers are ${found}, expected <f4 or <f8 (save array.astype("float32"))`,
    );
  }
  if (fortranOrder && shape.length > 1) {
    throw file.fail(
      "it is in Fortran order, expected C order (save numpy.ascontiguousarray(array))",
    );
  }
  const [images = 0, height = 1, width = 1, channels = 1] = shape.length === 2
    ? [shape[0], 1, 1, shape[1]]
    : shape;
  const bytes = type === "f4" ? 4 : 8;
  const layer: NpyLayer = { name: path, images, height, width, channels, bytes, start };
  if (![2, 4].includes(shape.length) || bytesOfImage(layer) === 0 || images < 2) {
    throw file.fail(
      `found shape (${
        shape.join(", ")
      }), expected observations x variables or N x H x W x C, with at least 2 observations`,
    );
  }
  const expected = start + images * bytesOfImage(layer);
  if (file.size < expected) {
    throw file.fail(
      `found ${file.size} bytes, expected ${expected} (is the file complete?)`,
    );
  }
  return layer;
}

function bytesOfImage({ height, width, channels, bytes }: NpyLayer): number {
  return height * width * channels * bytes;
}

function readBlock(layer: NpyLayer, first: number, images: number): ActivationMaps {
  const { name, height, width, channels, bytes, start } = layer;
  const size = bytesOfImage(layer);
  using file = new FileSource(name);
  const { buffer } = file.read(start + first * size, images * size);
  const data = bytes === 4 ? new Float32Array(buffer) : new Float64Array(buffer);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const image = first + Math.floor(bad / (height * width * channels));
    throw file.fail(`found ${data[bad]} in observation ${image}, expected finite numbers`);
  }
  return { images, height, width, channels, data };
}
