/**
 * The number types of model files, all little-endian, and their conversion to floats.
 *
 * @module
 */
import {
  bfloat16ToFloat32,
  float16ToFloat32,
  float8E4M3ToFloat32,
  float8E5M2ToFloat32,
} from "../encoding/half.ts";

/** A number type of a model file. */
export type DType =
  | "float64"
  | "float32"
  | "float16"
  | "bfloat16"
  | "float8_e4m3"
  | "float8_e5m2"
  | "int64"
  | "int32"
  | "int16"
  | "int8"
  | "uint64"
  | "uint32"
  | "uint16"
  | "uint8"
  | "bool";

/** Bytes of one number of each type. */
export const ITEM_BYTES: Readonly<Record<DType, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float8_e4m3: 1,
  float8_e5m2: 1,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

/** Whether numbers of this type can be weights. */
export function isFloat(dtype: DType): boolean {
  return dtype.includes("float");
}

/**
 * Converts bytes to floats: to float64 for float64 and for integers of 32 and 64 bits, otherwise to float32.
 *
 * @param bytes As many as a number of complete items; aligned float32 and float64 are not copied.
 */
export function toFloats(
  bytes: Uint8Array<ArrayBuffer>,
  dtype: DType,
): Float32Array | Float64Array {
  const { buffer, byteOffset, length } = bytes;
  if (byteOffset % ITEM_BYTES[dtype] !== 0) return toFloats(bytes.slice(), dtype);
  const count = length / ITEM_BYTES[dtype];
  switch (dtype) {
    case "float64":
      return new Float64Array(buffer, byteOffset, count);
    case "float32":
      return new Float32Array(buffer, byteOffset, count);
    case "float16":
      return float16ToFloat32(new Uint16Array(buffer, byteOffset, count));
    case "bfloat16":
      return bfloat16ToFloat32(new Uint16Array(buffer, byteOffset, count));
    case "float8_e4m3":
      return float8E4M3ToFloat32(bytes);
    case "float8_e5m2":
      return float8E5M2ToFloat32(bytes);
    case "int64":
      return Float64Array.from(new BigInt64Array(buffer, byteOffset, count), Number);
    case "uint64":
      return Float64Array.from(new BigUint64Array(buffer, byteOffset, count), Number);
    case "int32":
      return Float64Array.from(new Int32Array(buffer, byteOffset, count));
    case "uint32":
      return Float64Array.from(new Uint32Array(buffer, byteOffset, count));
    case "int16":
      return Float32Array.from(new Int16Array(buffer, byteOffset, count));
    case "uint16":
      return Float32Array.from(new Uint16Array(buffer, byteOffset, count));
    case "int8":
      return Float32Array.from(new Int8Array(buffer, byteOffset, count));
    case "uint8":
    case "bool":
      return Float32Array.from(bytes);
  }
}
