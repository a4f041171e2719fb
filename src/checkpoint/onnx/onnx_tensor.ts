/**
 * ONNX tensors: in the model's file, packed or raw, or in a file beside it.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import type { ByteSource } from "../../files/byte_source.ts";
import { sizeOf, type StoredTensor } from "../model_file.ts";
import { type DType, ITEM_BYTES, toFloats } from "../dtype.ts";
import { grouped } from "../../encoding/grouped.ts";
import { shapeOf } from "../../encoding/json_value.ts";
import { fieldsOf, packedVarints, type Place, textAt } from "../../encoding/protobuf.ts";

/** TensorProto.DataType. */
const DTYPES: Readonly<Record<number, DType>> = {
  1: "float32",
  2: "uint8",
  3: "int8",
  4: "uint16",
  5: "int16",
  6: "int32",
  7: "int64",
  9: "bool",
  10: "float16",
  11: "float64",
  12: "uint32",
  13: "uint64",
  16: "bfloat16",
};

/** Fields of TensorProto. */
const DIMS = 1,
  TYPE = 2,
  FLOATS = 4,
  INTS = 5,
  LONGS = 7,
  NAME = 8,
  RAW = 9,
  DOUBLES = 10,
  EXTERNAL = 13;

/**
 * The tensor of a TensorProto; undefined for a type that holds no numbers.
 *
 * @param sibling Opens a file beside the model.
 * @throws {InputError} If it is damaged.
 */
export function onnxTensor(
  source: ByteSource,
  message: Place,
  sibling: (path: string) => ByteSource,
): StoredTensor | undefined {
  const dims: number[] = [];
  const external = new Map<string, string>();
  const places = new Map<number, Place>();
  let [name, type] = ["", 0];
  for (const { number, value, place } of fieldsOf(source, message)) {
    if (number === DIMS) dims.push(...place === null ? [value] : packedVarints(source, place));
    else if (number === TYPE) type = value;
    else if (place === null) continue;
    else if (number === NAME) name = textAt(source, place);
    else if (number === EXTERNAL) external.set(...entryOf(source, place));
    else places.set(number, place);
  }
  const dtype = DTYPES[type];
  const shape = shapeOf(dims);
  if (dtype === undefined) return undefined;
  if (shape === undefined) throw source.fail(`tensor "${name}" has shape [${dims.join(", ")}]`);
  const bytes = sizeOf(shape) * ITEM_BYTES[dtype];
  const location = external.get("location");
  const read = location === undefined
    ? stored(source, places, { name, dtype, bytes })
    : outside(source, sibling, location, external, { name, dtype, bytes });
  return { name, shape, dtype, read };
}

interface Expected {
  readonly name: string;
  readonly dtype: DType;
  readonly bytes: number;
}

function stored(
  source: ByteSource,
  places: ReadonlyMap<number, Place>,
  { name, dtype, bytes }: Expected,
): StoredTensor["read"] {
  const items = bytes / ITEM_BYTES[dtype];
  const raw = places.get(RAW) ?? (dtype === "float32" ? places.get(FLOATS) : undefined) ??
    (dtype === "float64" ? places.get(DOUBLES) : undefined);
  const packed = places.get(INTS) ?? places.get(LONGS);
  const wrong = (found: number) =>
    source.fail(
      `tensor "${name}" has ${grouped(found)} bytes, expected ${
        grouped(bytes)
      } (is the file complete?)`,
    );
  if (raw !== undefined) {
    const { start, end } = raw;
    if (end - start !== bytes) throw wrong(end - start);
    return () => toFloats(source.read(start, bytes), dtype);
  }
  if (packed === undefined) {
    if (bytes > 0) throw wrong(0);
    return () => new Float32Array(0);
  }
  return () => {
    const values = packedVarints(source, packed);
    if (values.length !== items) throw wrong(values.length * ITEM_BYTES[dtype]);
    if (dtype !== "float16" && dtype !== "bfloat16") return Float64Array.from(values);
    return toFloats(new Uint8Array(Uint16Array.from(values).buffer), dtype);
  };
}

function outside(
  source: ByteSource,
  sibling: (path: string) => ByteSource,
  location: string,
  external: ReadonlyMap<string, string>,
  { name, dtype, bytes }: Expected,
): StoredTensor["read"] {
  // The specification asks for a path inside the model's folder; in practice it is a neighbor.
  if (basename(location) !== location || location === "" || location === "../..") {
    throw source.fail(
      `tensor "${name}" is in ${JSON.stringify(location)}, expected a file beside it`,
    );
  }
  const offset = Number(external.get("offset") ?? 0);
  const length = Number(external.get("length") ?? bytes);
  const file = sibling(join(dirname(source.path), location));
  if (
    !(length >= bytes) || !Number.isSafeInteger(offset) || offset < 0 || offset + bytes > file.size
  ) {
    throw source.fail(
      `tensor "${name}" needs ${grouped(bytes)} bytes at byte ${
        grouped(offset)
      } of ${location}, which has ${grouped(file.size)} (is the download complete?)`,
    );
  }
  return () => toFloats(file.read(offset, bytes), dtype);
}

function entryOf(source: ByteSource, place: Place): [key: string, value: string] {
  const texts = ["", ""];
  for (const { number, place: at } of fieldsOf(source, place)) {
    if (at !== null && (number === 1 || number === 2)) texts[number - 1] = textAt(source, at);
  }
  const [key = "", value = ""] = texts;
  return [key, value];
}
