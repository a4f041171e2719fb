/**
 * Datasets: arrays of numbers in an HDF5 file.
 *
 * @module
 */
import { grouped } from "../../../encoding/grouped.ts";
import { type DType, toFloats } from "../../dtype.ts";
import { sizeOf } from "../../stored_tensor.ts";
import { chunkedBytes } from "./chunks.ts";
import { type Extent, readDataspace, zeros } from "./dataspace.ts";
import { readDatatype } from "./datatype.ts";
import type { Hdf5File } from "./file.ts";
import { readFilters } from "./filters.ts";
import { type Layout, readLayout } from "./layout.ts";
import { MESSAGE, type Message } from "./messages.ts";

/** An array of numbers. */
export interface Dataset {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** @throws {InputError} If the file is damaged there, or compressed by a method that repr does not read. */
  read(): Float32Array | Float64Array;
}

/**
 * The dataset that an object's messages describe; null if the object is not a dataset, or does not hold numbers.
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
  const filters = message(MESSAGE.filters)?.address ?? null;
  const stored = readLayout(file, layout.address);
  const { kind } = stored;
  if (kind === "contiguous" && stored.address !== null && !file.holds(stored.address, bytes)) {
    throw file.fail(
      `a dataset of ${grouped(bytes)} bytes at byte ${grouped(stored.address)} leaves the file`,
    );
  }
  return {
    shape,
    dtype,
    read: () => toFloats(bytesOf(file, stored, { shape, size, bytes }, filters), dtype),
  };
}

/** @param filters Address of the message that describes the compression, or null. */
function bytesOf(
  file: Hdf5File,
  layout: Layout,
  extent: Extent,
  filters: number | null,
): Uint8Array<ArrayBuffer> {
  const { bytes } = extent;
  switch (layout.kind) {
    case "compact":
      if (layout.size < bytes) throw file.fail("a dataset is shorter than its shape");
      return file.bytes(layout.address, bytes);
    case "contiguous":
      // A dataset without an address was never written: all zero.
      return layout.address === null ? zeros(file, extent) : file.bytes(layout.address, bytes);
    case "chunked":
      return chunkedBytes(file, layout, extent, readFilters(file, filters));
  }
}
