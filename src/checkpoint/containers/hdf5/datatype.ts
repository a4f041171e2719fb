/**
 * The types of the elements of datasets and attributes.
 *
 * @module
 */
import type { DType } from "../../dtype.ts";
import type { Hdf5File } from "./file.ts";

/** The type of an element, as far as models need it. */
export type Datatype =
  | { readonly kind: "number"; readonly dtype: DType; readonly size: number }
  | { readonly kind: "text"; readonly size: number }
  | { readonly kind: "variable-text"; readonly size: 16 }
  | { readonly kind: "other"; readonly size: number; readonly what: string };

const CLASSES = [
  "integers",
  "floats",
  "times",
  "texts",
  "bit fields",
  "opaque bytes",
  "compounds",
  "references",
  "enumerations",
  "variable-length lists",
  "arrays",
];

const INTEGERS: Readonly<Record<string, DType>> = {
  "1s": "int8",
  "2s": "int16",
  "4s": "int32",
  "8s": "int64",
  "1u": "uint8",
  "2u": "uint16",
  "4u": "uint32",
  "8u": "uint64",
};

/** Reads the datatype message at an address. */
export function readDatatype(file: Hdf5File, address: number): Datatype {
  const bytes = new DataView(file.bytes(address, 8).buffer);
  const kind = bytes.getUint8(0) & 15;
  const flags = bytes.getUint8(1);
  const size = bytes.getUint32(4, true);
  const big = (flags & 1) !== 0;
  const other = (what: string): Datatype => ({ kind: "other", size, what });
  switch (kind) {
    case 0: {
      const dtype = INTEGERS[`${size}${(flags & 8) !== 0 ? "s" : "u"}`];
      if (big && size > 1) return other("big-endian integers");
      return dtype === undefined ? other("integers") : { kind: "number", dtype, size };
    }
    case 1: {
      if (big) return other("big-endian floats");
      if (size === 8) return { kind: "number", dtype: "float64", size };
      if (size === 4) return { kind: "number", dtype: "float32", size };
      if (size !== 2) return other("floats");
      const exponentBits = file.bytes(address + 8, 12)[5];
      return { kind: "number", dtype: exponentBits === 8 ? "bfloat16" : "float16", size };
    }
    case 3:
      return { kind: "text", size };
    case 5: // Keras stores bfloat16 as opaque bytes, because h5py has no type for it
      return size === 2 ? { kind: "number", dtype: "bfloat16", size } : other("opaque bytes");
    case 8:
      return size === 1 ? { kind: "number", dtype: "bool", size } : other("enumerations");
    case 9:
      return (flags & 15) === 1 && size === 16 ? { kind: "variable-text", size } : other("lists");
    default:
      return other(CLASSES[kind] ?? "an unknown type");
  }
}
