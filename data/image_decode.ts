import type { Sharp } from "sharp";
import { grouped } from "../src/encoding/grouped.ts";
import { InputError } from "../src/errors.ts";
import type { ImageListing } from "./image_listing.ts";
import { blankImages, type Images, type Progress } from "./images.ts";
import { reasonOf } from "../src/files/file_error.ts";

/** How image files are decoded. */
export interface DecodeOptions {
  /** Height and width of the result. */
  readonly size: number;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/** Photographs have some ten megabytes. */
const LARGEST_FILE = 2 ** 28;
const AT_ONCE = 16; // files read and decoded at the same time; sharp has threads of its own

/**
 * Decodes image files: rotated as their EXIF data say, scaled to cover a square, cropped at the center. Gray images get
 * three equal channels, transparent images a white background.
 *
 * @param listing The files and their classes.
 * @param indices Which of the listed files to decode, in this order.
 * @param options Size of the result, progress, and a signal that ends the work.
 * @returns Images of shape [size, size, 3].
 * @throws {InputError} If a file is no complete JPEG or PNG image.
 */
export async function decodeImages(
  { paths, labels }: ImageListing,
  indices: Uint32Array,
  { size, progress, signal }: DecodeOptions,
): Promise<Images> {
  const { default: sharp } = await import("sharp"); // loading it takes 50 ms, which other data sets do not need
  const images = blankImages(indices.length, [size, size, 3]);
  const bytes = size * size * 3;
  for (let start = 0; start < indices.length; start += AT_ONCE) {
    signal?.throwIfAborted();
    const group = [...indices.subarray(start, start + AT_ONCE)];
    const results = await Promise.allSettled(group.map(async (index, i) => {
      const pixels = await decode(sharp, paths[index] ?? "", size);
      images.pixels.set(pixels, (start + i) * bytes);
      images.labels[start + i] = labels[index] ?? 0;
    }));
    for (const result of results) if (result.status === "rejected") throw result.reason;
    progress?.({ what: "read images", done: start + group.length, total: indices.length });
  }
  return images;
}

async function decode(
  sharp: (input: Uint8Array, options: { failOn: "error" }) => Sharp,
  path: string,
  size: number,
): Promise<Uint8Array> {
  try {
    const { size: length } = await Deno.stat(path);
    if (length > LARGEST_FILE) throw new InputError(`it has ${grouped(length)} bytes`);
    const bytes = await Deno.readFile(path);
    checkFormat(bytes);
    return await sharp(bytes, { failOn: "error" })
      .autoOrient()
      .resize(size, size, { fit: "cover" })
      .flatten({ background: "white" })
      .toColorspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer();
  } catch (error) {
    throw new InputError(
      `Cannot read ${path}: ${
        reasonOf(error)
      }; expected a complete JPEG or PNG image (repair or remove the file)`,
    );
  }
}

/** The first bytes of images, as Latin-1 text from some byte on. */
const MAGIC: readonly (readonly [format: string, at: number, bytes: string])[] = [
  ["JPEG", 0, "\xff\xd8\xff"],
  ["PNG", 0, "\x89PNG\r\n\x1a\n"],
  ["GIF", 0, "GIF8"],
  ["WebP", 8, "WEBP"],
  ["BMP", 0, "BM"],
  ["TIFF", 0, "II*\0"],
  ["TIFF", 0, "MM\0*"],
  ["AVIF or HEIF", 4, "ftyp"],
  ["SVG", 0, "<svg"],
  ["XML or HTML", 0, "<"],
];

/** Decoders of other formats, such as SVG, which loads further files, are not run on files from the network. */
function checkFormat(bytes: Uint8Array): void {
  const head = String.fromCharCode(...bytes.subarray(0, 32));
  const [format] = MAGIC.find(([, at, magic]) => head.startsWith(magic, at)) ?? [];
  if (format === "JPEG" || format === "PNG") return;
  throw new InputError(
    format === undefined ? "it is no image" : `it is a file in ${format} format`,
  );
}
