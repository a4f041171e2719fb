/**
 * How chunks are packed.
 *
 * @module
 */
import { inflateSync } from "node:zlib";
import type { Hdf5File } from "./file.ts";

/** One step of packing. */
export interface Filter {
  readonly id: number;
  readonly values: readonly number[];
}

const DEFLATE = 1;
const SHUFFLE = 2;
const CHECKSUM = 3;

/** The filters in the order in which they were applied. */
export function readFilters(file: Hdf5File, address: number | null): Filter[] {
  if (address === null) return [];
  const cursor = file.cursor(address, 256);
  const version = cursor.u8();
  const count = cursor.u8();
  if (version < 1 || version > 2 || count > 32) throw file.fail("a dataset's packing is damaged");
  if (version === 1) cursor.skip(6);
  return Array.from({ length: count }, () => {
    const id = cursor.u16();
    const nameLength = version === 1 || id >= 256 ? cursor.u16() : 0;
    cursor.skip(2);
    const length = cursor.u16();
    cursor.skip(version === 1 ? (nameLength + 7) & ~7 : nameLength);
    const values = Array.from({ length: Math.min(length, 256) }, () => cursor.u32());
    if (version === 1 && length % 2 === 1) cursor.skip(4);
    return { id, values };
  });
}

/**
 * Unpacks a chunk.
 *
 * @param mask Bit i: filter i was left out.
 * @param size Of the chunk when unpacked, in bytes.
 * @throws {InputError} If it is damaged, or packed by another program's filter.
 */
export function unpackedChunk(
  file: Hdf5File,
  packed: Uint8Array,
  filters: readonly Filter[],
  mask: number,
  size: number,
): Uint8Array {
  let bytes = packed;
  for (const [index, { id, values }] of [...filters.entries()].reverse()) {
    if ((mask & (1 << index)) !== 0) continue;
    if (id === DEFLATE) bytes = inflated(file, bytes, size + 4);
    else if (id === SHUFFLE) bytes = unshuffled(bytes, values[0] ?? 1);
    else if (id === CHECKSUM) bytes = bytes.subarray(0, bytes.length - 4);
    else throw file.fail(`it is packed by HDF5 filter ${id} (repack it with: h5repack -f GZIP=1)`);
  }
  if (bytes.length < size) throw file.fail("a chunk is shorter than its shape");
  return bytes;
}

function inflated(file: Hdf5File, bytes: Uint8Array, most: number): Uint8Array {
  try {
    // A plain array: a Buffer's slice() is no copy.
    return new Uint8Array(inflateSync(bytes, { maxOutputLength: most }));
  } catch {
    throw file.fail("a packed chunk is damaged");
  }
}

/** First bytes of all elements, then second bytes of all, …, back to elements. */
function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  if (size < 2) return bytes;
  const count = Math.floor(bytes.length / size);
  const result = bytes.slice();
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < size; b++) result[i * size + b] = bytes[b * count + i] ?? 0;
  }
  return result;
}
