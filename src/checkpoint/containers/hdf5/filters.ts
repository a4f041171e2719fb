/**
 * The filters of HDF5: the steps in which chunks are compressed.
 *
 * @module
 */
import { inflateSync } from "node:zlib";
import type { Hdf5File } from "./file.ts";

/** One step of compression. */
export interface Filter {
  readonly id: number;
  readonly values: readonly number[];
}

const DEFLATE = 1;
const SHUFFLE = 2;
const CHECKSUM = 3;

/** The filters of a dataset in the order in which they were applied; none without an address. */
export function readFilters(file: Hdf5File, address: number | null): Filter[] {
  if (address === null) return [];
  const cursor = file.cursor(address, 256);
  const version = cursor.u8();
  const count = cursor.u8();
  if (version < 1 || version > 2 || count > 32) {
    throw file.fail("a dataset's list of filters is damaged");
  }
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
 * Decompresses a chunk.
 *
 * @param mask Bit i is set if filter i was not applied.
 * @param size Bytes of the chunk when decompressed.
 * @throws {InputError} If it is damaged, or compressed by a filter of another program.
 */
export function decompressedChunk(
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
    else {throw file.fail(
        `it is compressed by HDF5 filter ${id} (repack it with: h5repack -f GZIP=1)`,
      );}
  }
  if (bytes.length < size) throw file.fail("a chunk is shorter than its shape");
  return bytes;
}

function inflated(file: Hdf5File, bytes: Uint8Array, most: number): Uint8Array {
  try {
    // Not the Buffer itself: its slice() does not copy.
    return new Uint8Array(inflateSync(bytes, { maxOutputLength: most }));
  } catch {
    throw file.fail("a compressed chunk is damaged");
  }
}

/** Undoes the shuffle filter, which stores the first bytes of all elements, then the second bytes of all, and so on. */
function unshuffled(bytes: Uint8Array, size: number): Uint8Array {
  if (size < 2) return bytes;
  const count = Math.floor(bytes.length / size);
  const result = bytes.slice();
  for (let i = 0; i < count; i++) {
    for (let b = 0; b < size; b++) result[i * size + b] = bytes[b * count + i] ?? 0;
  }
  return result;
}
