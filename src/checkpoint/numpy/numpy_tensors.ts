/**
 * NumPy's `.npy`: a magic number, a Python dictionary as header, the numbers.
 *
 * @module
 */
import type { ByteSource } from "../../files/byte_source.ts";
import { sizeOf, type StoredTensor } from "../model_file.ts";
import { type DType, ITEM_BYTES, toFloats } from "../dtype.ts";
import { gather } from "../row_major.ts";
import { grouped } from "../../encoding/grouped.ts";
import { shapeOf } from "../../encoding/json_value.ts";

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

const LARGEST_HEADER = 65_536;

/**
 * The array of one `.npy` file, or undefined for one that holds no numbers (objects, text, dates).
 *
 * @param open Gives the file; once for its header and once for each reading, so that nothing unpacked is kept.
 * @throws {InputError} If the header is no header, or the numbers do not fit the file.
 */
export function npyTensor(open: () => ByteSource, name: string): StoredTensor | undefined {
  const source = open();
  const bad = (what: string) => source.fail(`array "${name}" ${what}`);
  if (source.size < 12) throw bad("is cut (is the file complete?)");
  const head = new DataView(source.read(0, 12).buffer);
  if (head.getUint32(0) !== 0x934e554d || head.getUint16(4) !== 0x5059) {
    throw bad("is no .npy file");
  }
  const version = head.getUint8(6);
  if (version < 1 || version > 3) {
    throw bad(`has version ${version} of the format, expected 1 to 3`);
  }
  const [length, start] = version === 1
    ? [head.getUint16(8, true), 10]
    : [head.getUint32(8, true), 12];
  if (length > LARGEST_HEADER) throw bad(`has a header of ${grouped(length)} bytes`);
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
      if (fortran[1] === "False" || shape.length < 2) return values;
      return gather(values, shape, shape.map((_, axis) => sizeOf(shape.slice(0, axis))));
    },
  };
}
