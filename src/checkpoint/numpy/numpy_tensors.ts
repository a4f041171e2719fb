/**
 * Arrays of NumPy's `.npy` files and `.npz` archives.
 *
 * @module
 */
import { grouped } from "../../encoding/grouped.ts";
import { shapeOf } from "../../encoding/json.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import type { ZipEntry } from "../containers/zip.ts";
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

const LONGEST_HEADER = 65_536;

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
      `none of its ${arrays.length} arrays holds numbers (arrays of Python objects are never unpickled)`,
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
  if (source.size < 12) throw bad("is cut (is the file complete?)");
  const head = new DataView(source.read(0, 12).buffer);
  if (head.getUint32(0) !== 0x934e554d || head.getUint16(4) !== 0x5059) {
    throw bad("is not an .npy file");
  }
  const version = head.getUint8(6);
  if (version < 1 || version > 3) {
    throw bad(`has version ${version} of the format, expected 1 to 3`);
  }
  const [length, start] = version === 1
    ? [head.getUint16(8, true), 10]
    : [head.getUint32(8, true), 12];
  if (length > LONGEST_HEADER) throw bad(`has a header of ${grouped(length)} bytes`);
  const header = new TextDecoder("latin1").decode(source.read(start, length));
  const descr = /'descr':\s*'([<>|=]?)([a-zA-Z]\d*)'/.exec(header);
  const fortran = /'fortran_order':\s*(True|False)/.exec(header);
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(header);
  const shape = shapeOf(
    (sizes?.[1] ?? "").split(",").map((s) => s.trim()).filter(Boolean).map(Number),
  );
  if (!/'descr':/.test(header) || fortran === null || sizes === null || shape === undefined) {
    throw bad("has a damaged header");
  }
  const [, order = "", code = ""] = descr ?? [];
  const dtype = Object.hasOwn(DTYPES, code) ? DTYPES[code] : undefined;
  if (dtype === undefined) return undefined;
  if (order === ">" && ITEM_BYTES[dtype] > 1) throw bad("is big-endian (save it as little-endian)");
  const bytes = sizeOf(shape) * ITEM_BYTES[dtype];
  const from = start + length;
  if (from + bytes > source.size) {
    throw bad(
      `of shape [${shape.join(", ")}] needs ${grouped(bytes)} bytes but has ${
        grouped(source.size - from)
      } (is the file complete?)`,
    );
  }
  return {
    name,
    shape,
    dtype,
    read: () => {
      const values = toFloats(open().read(from, bytes), dtype);
      if (fortran[1] === "False") return values;
      return toRowMajor(values, shape, shape.map((_, axis) => sizeOf(shape.slice(0, axis))));
    },
  };
}
