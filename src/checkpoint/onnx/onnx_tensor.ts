/**
 * ONNX tensors. Their numbers are in the model's file, raw or as packed fields, or in another file next to it.
 *
 * @module
 */
import { grouped } from "../../encoding/grouped.ts";
import { shapeOf, shown } from "../../encoding/json.ts";
import type { ByteRange, ProtobufReader } from "../../encoding/protobuf.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { siblingPath } from "../../files/sibling_file.ts";
import { type DType, ITEM_BYTES, toFloats } from "../dtype.ts";
import { sizeOf, type StoredTensor } from "../stored_tensor.ts";

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
  17: "float8_e4m3",
  19: "float8_e5m2",
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
 * Reads a TensorProto; undefined for a type that does not hold numbers.
 *
 * @param sibling Opens a file in the model's folder.
 * @throws {InputError} If the tensor is damaged.
 */
export function onnxTensor(
  reader: ProtobufReader,
  message: ByteRange,
  sibling: (path: string) => ByteSource,
): StoredTensor | undefined {
  const { source } = reader;
  const dims: number[] = [];
  const external = new Map<string, string>();
  const data = new Map<number, ByteRange>();
  let [name, type] = ["", 0];
  for (const { number, value, range } of reader.fields(message)) {
    if (number === DIMS) {
      for (const size of range === null ? [value] : reader.varints(range)) dims.push(size);
    } else if (number === TYPE) type = value;
    else if (range === null) continue;
    else if (number === NAME) name = reader.text(range);
    else if (number === EXTERNAL) external.set(...entryOf(reader, range));
    else data.set(number, range);
  }
  const dtype = DTYPES[type];
  const shape = shapeOf(dims);
  if (dtype === undefined) return undefined;
  if (shape === undefined) throw source.fail(`tensor "${name}" has shape ${shown(dims)}`);
  const bytes = sizeOf(shape) * ITEM_BYTES[dtype];
  const location = external.get("location");
  const read = location === undefined
    ? stored(reader, data, { name, dtype, bytes })
    : outside(source, sibling, location, external, { name, dtype, bytes });
  return { name, shape, dtype, read };
}

interface Expected {
  readonly name: string;
  readonly dtype: DType;
  readonly bytes: number;
}

/** @param data The fields that can hold numbers. */
function stored(
  reader: ProtobufReader,
  data: ReadonlyMap<number, ByteRange>,
  { name, dtype, bytes }: Expected,
): StoredTensor["read"] {
  const { source } = reader;
  const items = bytes / ITEM_BYTES[dtype];
  const raw = data.get(RAW) ?? (dtype === "float32" ? data.get(FLOATS) : undefined) ??
    (dtype === "float64" ? data.get(DOUBLES) : undefined);
  const packed = data.get(INTS) ?? data.get(LONGS);
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
    const values = reader.varints(packed);
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
  // The specification allows subfolders; exporters write into the model's folder, and other paths could lead anywhere.
  const path = siblingPath(source, location, `tensor "${name}" is in`);
  const offset = Number(external.get("offset") ?? 0);
  const length = Number(external.get("length") ?? bytes);
  const file = sibling(path);
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

/** Reads a StringStringEntryProto. */
function entryOf(reader: ProtobufReader, message: ByteRange): [key: string, value: string] {
  const texts = ["", ""];
  for (const { number, range } of reader.fields(message)) {
    if (range !== null && (number === 1 || number === 2)) texts[number - 1] = reader.text(range);
  }
  const [key = "", value = ""] = texts;
  return [key, value];
}
