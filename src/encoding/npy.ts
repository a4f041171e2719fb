/**
 * The header of NumPy's `.npy` files: a magic number, a version and a Python dictionary.
 *
 * @module
 */
import type { ByteSource } from "../files/byte_source.ts";
import { grouped } from "./grouped.ts";

/** What the header of an `.npy` file says about its array. */
export interface NpyHeader {
  /** Sizes of the axes; empty for a single number. */
  readonly shape: readonly number[];
  /** Kind and bytes of an element: `f4` is a float of 4 bytes, `i8` an integer of 8; empty for records. */
  readonly type: string;
  /** As NumPy writes it: `<` little-endian, `>` big-endian, `|` neither, `=` or empty the writing machine's. */
  readonly byteOrder: string;
  /** Whether the first axis varies fastest (Fortran order), not the last (C order). */
  readonly fortranOrder: boolean;
  /** Offset of the first element in bytes. */
  readonly start: number;
}

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // "\x93NUMPY"
const LONGEST_HEADER = 65_536;

/**
 * Reads the header of an `.npy` file. Its numbers are not read, and it is not checked that the file has all of them.
 *
 * @param source The file, or an array of an `.npz` archive.
 * @param fail Makes the error from its predicate, such as "is not an .npy file".
 * @returns The header.
 * @throws What `fail` returns, if the bytes are not an `.npy` file of version 1 to 3 or the header is damaged.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MemorySource } from "../files/byte_source.ts";
 * import { npyHeader } from "./npy.ts";
 * const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n";
 * const bytes = new TextEncoder().encode(`?NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`);
 * bytes[0] = 0x93;
 * const source = new MemorySource("weights.npy", bytes);
 * const { shape, type, start } = npyHeader(source, (what) => source.fail(`it ${what}`));
 * assert.deepEqual([shape, type, start], [[2, 3], "f4", bytes.length]);
 * ```
 */
export function npyHeader(
  source: Pick<ByteSource, "size" | "read">,
  fail: (what: string) => Error,
): NpyHeader {
  const magic = source.read(0, Math.min(source.size, MAGIC.length));
  if (!MAGIC.every((byte, i) => magic[i] === byte)) throw fail("is not an .npy file");
  if (source.size < 12) throw fail("is cut (is the file complete?)");
  const head = new DataView(source.read(0, 12).buffer);
  const version = head.getUint8(6);
  if (version < 1 || version > 3) {
    throw fail(`has version ${version} of the format, expected 1 to 3`);
  }
  const [length, first] = version === 1
    ? [head.getUint16(8, true), 10]
    : [head.getUint32(8, true), 12];
  if (length > LONGEST_HEADER) {
    throw fail(`has a header of ${grouped(length)} bytes, expected at most ${LONGEST_HEADER}`);
  }
  if (first + length > source.size) throw fail("is cut (is the file complete?)");
  const text = new TextDecoder("latin1").decode(source.read(first, length));
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = (sizes ?? "").split(",").map((s) => s.trim()).filter(Boolean).map(Number);
  const fits = shape.every(Number.isSafeInteger) &&
    Number.isSafeInteger(shape.reduce((product, size) => product * size, 1));
  if (sizes === undefined || order === undefined || !/'descr':/.test(text) || !fits) {
    throw fail("has a damaged header");
  }
  const [, byteOrder = "", type = ""] = /'descr':\s*'([<>|=]?)([a-zA-Z]\d*)'/.exec(text) ?? [];
  return { shape, type, byteOrder, fortranOrder: order === "True", start: first + length };
}
