/**
 * One weight of the manifest in a TF.js `model.json`.
 *
 * @module
 */
import { basename } from "node:path";
import { grouped } from "../../encoding/grouped.ts";
import { isObject, shapeOf, shown, textOf } from "../../encoding/json.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { ownValue } from "../../own_value.ts";
import { type DType, ITEM_BYTES, toFloats } from "../dtype.ts";
import { sizeOf, type StoredTensor } from "../stored_tensor.ts";

const DTYPES: Readonly<Record<string, DType>> = {
  float32: "float32",
  float16: "float16",
  int32: "int32",
  uint8: "uint8",
  uint16: "uint16",
  bool: "bool",
};

/**
 * The tensor that an entry of the manifest describes.
 *
 * @param model The `model.json`, for errors.
 * @param data The bytes of the entry's group.
 * @param offset Where the tensor begins in them.
 * @returns The tensor and its length in bytes.
 * @throws {InputError} If the entry is damaged or the data are too short.
 */
export function manifestTensor(
  model: ByteSource,
  data: ByteSource,
  offset: number,
  entry: Readonly<Record<string, unknown>>,
): { tensor: StoredTensor; bytes: number } {
  const { name } = entry;
  const bad = (what: string) => model.fail(`weight ${shown(name)} ${what}`);
  if (typeof name !== "string") throw model.fail("a weight in its manifest has no name");
  const quantization = isObject(entry["quantization"]) ? entry["quantization"] : null;
  const stored = (quantization ?? entry)["dtype"];
  const dtype = ownValue(DTYPES, textOf(stored));
  if (dtype === undefined) throw bad(`has type ${shown(stored)}, which repr cannot read`);
  const shape = shapeOf(entry["shape"]);
  if (shape === undefined) throw bad(`has shape ${shown(entry["shape"])}`);
  const bytes = sizeOf(shape) * ITEM_BYTES[dtype];
  if (offset + bytes > data.size) {
    throw bad(
      `ends at byte ${grouped(offset + bytes)} of its files (${basename(data.path)}), which have ${
        grouped(data.size)
      } (is the download complete?)`,
    );
  }
  const { scale = 1, min = 0 } = quantization ?? {};
  if (typeof scale !== "number" || typeof min !== "number") throw bad("has a damaged quantization");
  const plain = quantization === null || (scale === 1 && min === 0);
  return {
    tensor: {
      name,
      shape,
      dtype: quantization === null ? dtype : "float32",
      read: () => {
        const values = toFloats(data.read(offset, bytes), dtype);
        if (plain) return values;
        return Float32Array.from(values, (value) => value * scale + min);
      },
    },
    bytes,
  };
}
