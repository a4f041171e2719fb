/**
 * Arrays of NumPy's `.npy` files and `.npz` archives.
 *
 * @module
 */
import { grouped } from "../../encoding/grouped.ts";
import { shapeOf } from "../../encoding/json.ts";
import { npyHeader } from "../../encoding/npy.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { ownValue } from "../../own_value.ts";
import type { ZipEntry } from "../containers/zip.ts";
import { NUMPY_OBJECTS } from "../conversions.ts";
import { type DType, ITEM_BYTES, toFloats } from "../dtype.ts";
import { toRowMajor } from "../row_major.ts";
import { sizeOf, type StoredTensor } from "../stored_tensor.ts";

const DTYPES: Readonly<Record<string, DType>> = {
  f8: "float64",
  f4: "float32",
  f2: "float16",
  i8: "int64",
  i4: "int32",
  i2: "int16",
  i1: "int8",
  u8: "uint64",
  u4: "uint32",
  u2: "uint16",
  u1: "uint8",
  b1: "bool",
};

/**
 * The arrays of an `.npz` archive, in its order. Arrays that hold no numbers are left out.
 *
 * @throws {InputError} If an array is damaged, or none holds numbers.
 */
export function npzTensors(
  source: ByteSource,
  entries: ReadonlyMap<string, ZipEntry>,
): StoredTensor[] {
  const arrays = [...entries.values()].filter(({ name }) => name.endsWith(".npy"));
  const tensors = arrays.flatMap((entry) =>
    npyTensor(entry.open, entry.name.slice(0, -".npy".length)) ?? []
  );
  if (tensors.length === 0) {
    throw source.fail(
      `none of its ${arrays.length} arrays holds numbers: ${NUMPY_OBJECTS}`,
    );
  }
  return tensors;
}

/**
 * The array of an `.npy` file; undefined if it does not hold numbers but objects, text or dates.
 *
 * @param open Opens the file. It is called for the header and again for each reading, so that no decompressed bytes are kept.
 * @param name What the tensor and errors call the array.
 * @throws {InputError} If the header is damaged, or the file is too short for the numbers.
 */
export function npyTensor(open: () => ByteSource, name: string): StoredTensor | undefined {
  const source = open();
  const bad = (what: string) => source.fail(`array "${name}" ${what}`);
  const header = npyHeader(source, bad);
  const { byteOrder, type, fortranOrder, start } = header;
  const shape = shapeOf(header.shape);
  if (shape === undefined) throw bad("has a damaged header");
  const dtype = ownValue(DTYPES, type);
  if (dtype === undefined) return undefined;
  if (byteOrder === ">" && ITEM_BYTES[dtype] > 1) {
    throw bad("is big-endian (save it as little-endian)");
  }
  const bytes = sizeOf(shape) * ITEM_BYTES[dtype];
  if (start + bytes > source.size) {
    throw bad(
      `of shape [${shape.join(", ")}] needs ${grouped(bytes)} bytes but has ${
        grouped(source.size - start)
      } (is the file complete?)`,
    );
  }
  return {
    name,
    shape,
    dtype,
    read: () => {
      const values = toFloats(open().read(start, bytes), dtype);
      if (!fortranOrder) return values;
      return toRowMajor(values, shape, shape.map((_, axis) => sizeOf(shape.slice(0, axis))));
    },
  };
}
