/**
 * Datasets: where their numbers lie and how they are packed.
 *
 * @module
 */
import { sizeOf } from "../../model_file.ts";
import { type DType, toFloats } from "../../dtype.ts";
import { grouped } from "../../../encoding/grouped.ts";
import { chunkedBytes } from "./chunks.ts";
import { readDataspace } from "./dataspace.ts";
import { readDatatype } from "./datatype.ts";
import type { Hdf5File } from "./file.ts";
import { readFilters } from "./filters.ts";
import { type Layout, readLayout } from "./layout.ts";
import { MESSAGE, type Message } from "./messages.ts";

/** An array of numbers. */
export interface Dataset {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** @throws {InputError} If the file is damaged, or packed in a manner that repr does not read. */
  read(): Float32Array | Float64Array;
}

/**
 * The dataset that an object's messages describe; null for what is none, or holds no numbers.
 *
 * @throws {InputError} If it is damaged.
 */
export function readDataset(file: Hdf5File, messages: readonly Message[]): Dataset | null {
  const message = (type: number) => messages.find((message) => message.type === type);
  const [space, type, layout] = [MESSAGE.dataspace, MESSAGE.datatype, MESSAGE.layout].map(message);
  if (space === undefined || type === undefined || layout === undefined) return null;
  const datatype = readDatatype(file, type.address);
  if (datatype.kind !== "number") return null;
  const shape = readDataspace(file, space.address);
  const { dtype, size } = datatype;
  const bytes = sizeOf(shape) * size;
  const packed = message(MESSAGE.filters);
  const place = readLayout(file, layout.address);
  // What is not packed has its bytes in the file; what is packed cannot be much larger than the file's own limits.
  if (place.kind === "contiguous" && place.address !== null && !file.holds(place.address, bytes)) {
    throw file.fail(
      `a dataset of ${grouped(bytes)} bytes at byte ${grouped(place.address)} leaves the file`,
    );
  }
  return {
    shape,
    dtype,
    read: () =>
      toFloats(
        bytesOf(file, place, { shape, size, bytes, filters: packed?.address ?? null }),
        dtype,
      ),
  };
}

/** What is known of a dataset's bytes. */
export interface Extent {
  readonly shape: readonly number[];
  /** Of one element. */
  readonly size: number;
  /** Of all elements. */
  readonly bytes: number;
  /** Address of the filter message. */
  readonly filters: number | null;
}

function bytesOf(file: Hdf5File, layout: Layout, extent: Extent): Uint8Array<ArrayBuffer> {
  const { bytes } = extent;
  switch (layout.kind) {
    case "compact":
      if (layout.size < bytes) throw file.fail("a dataset is shorter than its shape");
      return file.bytes(layout.address, bytes);
    case "contiguous":
      // No address: never written, all zero.
      return layout.address === null ? zeros(file, extent) : file.bytes(layout.address, bytes);
    case "chunked":
      return chunkedBytes(file, layout, extent, readFilters(file, extent.filters));
  }
}

/** What deflate packs best grows by this factor; a dataset that claims more of its file is damaged, or a bomb. */
const LARGEST_RATIO = 1040;
const LARGEST = 2 ** 31;

/** Room for a dataset whose bytes are not in the file one by one, so that the file's length does not bound them. */
export function zeros(file: Hdf5File, { bytes }: Extent): Uint8Array<ArrayBuffer> {
  if (bytes > Math.min(LARGEST, LARGEST_RATIO * file.size)) {
    throw file.fail(`a dataset claims ${grouped(bytes)} bytes`);
  }
  return new Uint8Array(bytes);
}
