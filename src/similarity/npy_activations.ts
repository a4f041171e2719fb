/**
 * Activations from `.npy` files, read block by block.
 *
 * @module
 */
import { float16ToFloat32 } from "../encoding/half.ts";
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
  readonly precision: "f16" | "f32" | "f64";
  /** Offset of the first number in bytes. */
  readonly start: number;
  /** Whether the channels come before the positions. */
  readonly channelsFirst: boolean;
}

/** Options of {@linkcode npyActivations}. */
export interface NpyActivationOptions {
  /** Arrays of four axes are N x C x H x W, as PyTorch has them, and not N x H x W x C. @default {false} */
  readonly channelsFirst?: boolean;
}

/** Activations from files. */
export interface NpyActivations extends Activations {
  /** A sentence for each file whose shape suggests that it was read in the wrong order of axes. */
  readonly warnings: readonly string[];
}

/** Bytes of a number of each type. */
const BYTES = { f16: 2, f32: 4, f64: 8 } as const;

/** The types as NumPy calls them. */
const PRECISIONS: ReadonlyMap<string, NpyLayer["precision"]> = new Map([
  ["f2", "f16"],
  ["f4", "f32"],
  ["f8", "f64"],
]);

/**
 * Opens files of activations on the same images, each of shape [observations, variables] or [images, height, width,
 * channels], in f16, f32 or f64.
 *
 * @param paths Each file is a layer, named by its path.
 * @param options The order of the axes.
 * @returns The activations. The files are opened again for each block, and must not change.
 * @throws {InputError} If a file is not such an array, is incomplete, or has another number of images than the first.
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
export function npyActivations(
  paths: readonly string[],
  { channelsFirst = false }: NpyActivationOptions = {},
): NpyActivations {
  const layers = paths.map((path) => readHeader(path, channelsFirst));
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
    warnings: [
      ...layers.flatMap((layer) => axesWarning(layer)),
      ...(channelsFirst && !layers.some((layer) => layer.channelsFirst)
        ? ["`channelsFirst` has no effect: no file has four axes"]
        : []),
    ],
    async *read(signal) {
      await Promise.resolve();
      for (let first = 0; first < images; first += block) {
        signal?.throwIfAborted();
        for (const layer of layers) yield readBlock(layer, first, Math.min(block, images - first));
      }
    },
  };
}

function readHeader(path: string, channelsFirst: boolean): NpyLayer {
  using file = new FileSource(path);
  const header = npyHeader(
    file,
    (what) => file.fail(`it ${what} (write one with numpy.save)`),
  );
  const { shape, type, byteOrder, fortranOrder, start } = header;
  const precision = PRECISIONS.get(type);
  if (precision === undefined || byteOrder === ">") {
    const found = type === "" ? "records" : byteOrder + type;
    throw file.fail(
      `its numbers are ${found}, expected <f2, <f4 or <f8 (save array.astype("float32"))`,
    );
  }
  if (fortranOrder && shape.length > 1) {
    throw file.fail(
      "it is in Fortran order, expected C order (save numpy.ascontiguousarray(array))",
    );
  }
  const [images = 0, ...axes] = shape;
  const first = channelsFirst && shape.length === 4;
  const [height = 1, width = 1, channels = 1] = shape.length === 2
    ? [1, 1, ...axes]
    : first
    ? [...axes.slice(1), ...axes.slice(0, 1)]
    : axes;
  const layer: NpyLayer = {
    name: path,
    images,
    height,
    width,
    channels,
    precision,
    start,
    channelsFirst: first,
  };
  if (![2, 4].includes(shape.length) || bytesOfImage(layer) === 0 || images < 2) {
    throw file.fail(
      `found shape (${
        shape.join(", ")
      }), expected observations x variables or N x H x W x C (N x C x H x W with \`channelsFirst\`), with at least 2 observations`,
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

/**
 * The remark on a file whose axes look like the other order: maps are nearly square, so that the two axes of the positions
 * have similar lengths.
 */
function axesWarning({ name, height, width, channels, channelsFirst }: NpyLayer): string[] {
  if (height * width === 1) return [];
  const apart = (a: number, b: number) => Math.abs(Math.log(a / b));
  const [first, second, third] = channelsFirst
    ? [channels, height, width]
    : [height, width, channels];
  const nearer = apart(second, third) - apart(first, second);
  if (channelsFirst ? nearer <= 0 : nearer >= 0) return [];
  const shape = `N x ${first} x ${second} x ${third}`;
  return [
    channelsFirst
      ? `${name}: ${shape} was read as N x C x H x W but looks like N x H x W x C (leave out \`channelsFirst\`)`
      : `${name}: ${shape} was read as N x H x W x C but looks like PyTorch's N x C x H x W (give \`channelsFirst\`)`,
  ];
}

function bytesOfImage({ height, width, channels, precision }: NpyLayer): number {
  return height * width * channels * BYTES[precision];
}

function readBlock(layer: NpyLayer, first: number, images: number): ActivationMaps {
  const { name, height, width, channels, precision, start, channelsFirst } = layer;
  const size = bytesOfImage(layer);
  using file = new FileSource(name);
  const { buffer } = file.read(start + first * size, images * size);
  const data = numbers(buffer, precision);
  return {
    images,
    height,
    width,
    channels,
    data: channelsFirst ? channelsLast(data, images, channels, height * width) : data,
  };
}

function numbers(
  buffer: ArrayBuffer,
  precision: NpyLayer["precision"],
): Float32Array | Float64Array {
  switch (precision) {
    case "f16":
      return float16ToFloat32(new Uint16Array(buffer));
    case "f32":
      return new Float32Array(buffer);
    case "f64":
      return new Float64Array(buffer);
  }
}

/** [images, channels, positions] as [images, positions, channels]. */
function channelsLast(
  data: Float32Array | Float64Array,
  images: number,
  channels: number,
  positions: number,
): Float32Array | Float64Array {
  const result = data.slice();
  for (let image = 0, at = 0; image < images; image++) {
    const start = at;
    for (let c = 0; c < channels; c++) {
      for (let to = start + c, p = 0; p < positions; p++, to += channels) {
        result[to] = data[at++] ?? NaN;
      }
    }
  }
  return result;
}
