/**
 * Datasets that are stored in chunks, each compressed on its own.
 *
 * @module
 */
import { sizeOf } from "../../stored_tensor.ts";
import { type Extent, zeros } from "./dataspace.ts";
import type { Hdf5File } from "./file.ts";
import { decompressedChunk, type Filter } from "./filters.ts";
import type { ChunkedLayout } from "./layout.ts";

/** Where a chunk is, in the dataset and in the file. */
interface Chunk {
  /** Index of its first element in the dataset. */
  readonly start: readonly number[];
  readonly address: number;
  /** Bytes in the file. */
  readonly size: number;
  /** Bit i is set if filter i was not applied. */
  readonly mask: number;
}

/**
 * Reads all bytes of a chunked dataset. Chunks that were never written are zero.
 *
 * @throws {InputError} If the chunks are damaged.
 */
export function chunkedBytes(
  file: Hdf5File,
  layout: ChunkedLayout,
  extent: Extent,
  filters: readonly Filter[],
): Uint8Array<ArrayBuffer> {
  const { shape, size } = extent;
  const { chunk } = layout;
  const chunkBytes = sizeOf(chunk) * size;
  const valid = chunk.length === shape.length && chunk.every((length) => length > 0);
  if (!valid || !Number.isSafeInteger(chunkBytes)) {
    throw file.fail("a dataset's chunks are damaged");
  }
  const result = zeros(file, extent);
  // The chunks of a dataset that may grow can be larger than it is, but not much larger.
  if (chunkBytes > 1024 * Math.max(1024, extent.bytes)) {
    throw file.fail("a chunk is impossibly large");
  }
  for (
    const { start, address, size: packedSize, mask } of chunksOf(file, layout, extent, chunkBytes)
  ) {
    const packed = file.bytes(address, packedSize);
    const bytes = decompressedChunk(file, packed, filters, mask, chunkBytes);
    copyChunk(result, bytes, shape, chunk, start, size);
  }
  return result;
}

function* chunksOf(
  file: Hdf5File,
  { index, address, packedSize, chunk }: ChunkedLayout,
  { shape }: Extent,
  chunkBytes: number,
): Generator<Chunk> {
  if (address === null) return;
  const origin = shape.map(() => 0);
  if (index === "single") {
    yield { start: origin, address, size: packedSize ?? chunkBytes, mask: 0 };
  } else if (index === "row") {
    const counts = shape.map((length, axis) => Math.ceil(length / (chunk[axis] ?? 1)));
    for (let i = 0; i < sizeOf(counts); i++) {
      let rest = i;
      const start = counts.map(() => 0);
      for (let axis = counts.length - 1; axis >= 0; axis--) {
        const count = counts[axis] ?? 1;
        start[axis] = (rest % count) * (chunk[axis] ?? 1);
        rest = Math.floor(rest / count);
      }
      yield { start, address: address + i * chunkBytes, size: chunkBytes, mask: 0 };
    }
  } else {
    yield* treeChunks(file, address, shape.length);
  }
}

/** The chunks in a B-tree (version 1). */
function* treeChunks(file: Hdf5File, root: number, rank: number): Generator<Chunk> {
  const nodes = [root];
  const seen = new Set<number>();
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (seen.has(node)) throw file.fail("a dataset's tree of chunks refers to itself");
    seen.add(node);
    const cursor = file.cursor(node, 4096);
    if (cursor.text(4) !== "TREE") throw file.fail("a dataset's tree of chunks is damaged");
    cursor.skip(1);
    const level = cursor.u8();
    const count = cursor.u16();
    cursor.skip(16);
    for (let i = 0; i < count; i++) {
      const size = cursor.u32();
      const mask = cursor.u32();
      const start = Array.from({ length: rank }, () => cursor.u64());
      cursor.skip(8); // the last axis counts the bytes of an element
      const address = cursor.u64();
      if (level > 0) nodes.push(address);
      else yield { start, address, size, mask };
    }
  }
}

/** Copies a chunk into the dataset, one row of the last axis at a time. Elements outside the dataset are skipped. */
function copyChunk(
  result: Uint8Array,
  bytes: Uint8Array,
  shape: readonly number[],
  chunk: readonly number[],
  start: readonly number[],
  size: number,
): void {
  const last = shape.length - 1;
  if (last < 0) {
    result.set(bytes.subarray(0, size));
    return;
  }
  const inside = shape.map((length, axis) =>
    Math.max(0, Math.min(chunk[axis] ?? 0, length - (start[axis] ?? 0)))
  );
  if (inside.some((length) => length === 0)) return;
  const rows = sizeOf(inside.slice(0, last));
  const row = (inside[last] ?? 0) * size;
  const index = inside.map(() => 0);
  for (let i = 0; i < rows; i++) {
    let [from, to] = [0, 0];
    for (let axis = 0; axis <= last; axis++) {
      const at = axis === last ? 0 : index[axis] ?? 0;
      from = from * (chunk[axis] ?? 0) + at;
      to = to * (shape[axis] ?? 0) + (start[axis] ?? 0) + at;
    }
    result.set(bytes.subarray(from * size, from * size + row), to * size);
    for (let axis = last - 1; axis >= 0; axis--) {
      const at = (index[axis] ?? 0) + 1;
      index[axis] = at < (inside[axis] ?? 0) ? at : 0;
      if (at < (inside[axis] ?? 0)) break;
    }
  }
}
