/**
 * The extent of a dataset or attribute: its shape and its size in bytes.
 *
 * @module
 */
import { grouped } from "../../../encoding/grouped.ts";
import { shapeOf } from "../../../encoding/json.ts";
import type { Hdf5File } from "./file.ts";

/**
 * Reads the dataspace message at an address.
 *
 * @returns The shape; empty for a single element.
 * @throws {InputError} If it is damaged.
 */
export function readDataspace(file: Hdf5File, address: number): number[] {
  const cursor = file.cursor(address, 64);
  const version = cursor.u8();
  const rank = cursor.u8();
  cursor.skip(1);
  const kind = cursor.u8();
  if (version === 2 && kind === 2) return [0];
  if (version === 1) cursor.skip(4);
  if (version < 1 || version > 2 || rank > 32) throw file.fail("a shape is damaged");
  const shape = shapeOf(Array.from({ length: rank }, () => cursor.u64()));
  if (shape === undefined) throw file.fail("a shape is impossibly large");
  return shape;
}

/** The size of a dataset. */
export interface Extent {
  readonly shape: readonly number[];
  /** Bytes of one element. */
  readonly size: number;
  /** Bytes of all elements. */
  readonly bytes: number;
}

/** The highest compression ratio of deflate; a dataset that claims more than the file times this is damaged, or a bomb. */
const LARGEST_RATIO = 1040;
const LARGEST = 2 ** 31;

/**
 * A buffer of zeros for a dataset that the file does not store byte by byte, so that the file's length does not limit its
 * size.
 *
 * @throws {InputError} If the dataset claims to be impossibly large.
 */
export function zeros(file: Hdf5File, { bytes }: Extent): Uint8Array<ArrayBuffer> {
  if (bytes > Math.min(LARGEST, LARGEST_RATIO * file.size)) {
    throw file.fail(`a dataset claims ${grouped(bytes)} bytes`);
  }
  return new Uint8Array(bytes);
}
