/**
 * Where the bytes of a dataset are.
 *
 * @module
 */
import { type Hdf5File, UNDEFINED_ADDRESS } from "./file.ts";

/** Bytes in chunks, each compressed on its own. */
export interface ChunkedLayout {
  readonly kind: "chunked";
  /** Length of a chunk along each axis of the dataset. */
  readonly chunk: readonly number[];
  /** How the chunks are found: by a B-tree, or there is a single one, or all are in a row. */
  readonly index: "tree" | "single" | "row";
  readonly address: number | null;
  /** Bytes of a single chunk in the file; null if it is not compressed. */
  readonly packedSize: number | null;
}

/** Where the bytes of a dataset are. Without an address the dataset was never written. */
export type Layout =
  | { readonly kind: "compact"; readonly address: number; readonly size: number }
  | { readonly kind: "contiguous"; readonly address: number | null }
  | ChunkedLayout;

/**
 * Reads the layout message at an address.
 *
 * @throws {InputError} If it is damaged, or of a kind that repr does not read.
 */
export function readLayout(file: Hdf5File, at: number): Layout {
  const cursor = file.cursor(at, 64);
  const address = () => {
    const value = cursor.u64();
    return value >= Number(UNDEFINED_ADDRESS) ? null : value;
  };
  const version = cursor.u8();
  if (version === 1 || version === 2) {
    const rank = cursor.u8();
    const kind = cursor.u8();
    cursor.skip(5);
    const data = kind === 0 ? null : address();
    const sizes = Array.from({ length: Math.min(rank, 33) }, () => cursor.u32());
    if (kind === 1) return { kind: "contiguous", address: data };
    if (kind === 2) return chunkTree(sizes, data);
    return { kind: "compact", size: cursor.u32(), address: at + 8 + 4 * sizes.length + 4 };
  }
  if (version !== 3 && version !== 4) throw file.fail(`found layout version ${version}`);
  const kind = cursor.u8();
  if (kind === 0) return { kind: "compact", size: cursor.u16(), address: at + 4 };
  if (kind === 1) return { kind: "contiguous", address: address() };
  if (kind !== 2) throw file.fail("a dataset is composed of other files");
  if (version === 3) {
    const rank = Math.min(cursor.u8(), 33);
    const data = address();
    const sizes = Array.from({ length: rank }, () => cursor.u32());
    return chunkTree(sizes, data);
  }
  const flags = cursor.u8();
  const rank = Math.min(cursor.u8(), 33);
  const width = cursor.u8();
  const chunk = Array.from({ length: rank }, () => {
    let size = 0;
    for (let i = 0; i < width; i++) size += cursor.u8() * 256 ** i;
    return size;
  }).slice(0, -1);
  const index = cursor.u8();
  if (index === 1) {
    const packed = (flags & 2) !== 0;
    const packedSize = packed ? cursor.u64() : null;
    if (packed) cursor.skip(4);
    return { kind: "chunked", chunk, index: "single", address: address(), packedSize };
  }
  if (index === 2) {
    return { kind: "chunked", chunk, index: "row", address: address(), packedSize: null };
  }
  throw file.fail(
    'it stores chunks in the newest form, which repr does not read: convert it with "h5repack --low=0 --high=0"',
  );
}

/** Chunks that a B-tree finds; `sizes` ends with the size of an element. */
function chunkTree(sizes: readonly number[], address: number | null): ChunkedLayout {
  return { kind: "chunked", chunk: sizes.slice(0, -1), index: "tree", address, packedSize: null };
}
