/**
 * The header of NumPy's .npy files.
 *
 * @module
 */
import { InputError } from "../errors.ts";

/** What a .npy file holds. */
export interface NpyHeader {
  readonly shape: readonly number[];
  /** Bytes of one number: 4 or 8. */
  readonly width: 4 | 8;
  /** Where the numbers begin, in bytes. */
  readonly start: number;
}

/** Bytes that are enough for the header of any array of numbers. */
export const HEADER_BYTES = 4096;

const MAGIC = "\x93NUMPY";

/**
 * Reads a header.
 *
 * @param path Named in errors.
 * @param bytes The file's beginning, {@linkcode HEADER_BYTES} of it or all there is.
 * @throws {InputError} If it is no .npy file of little-endian floats in C order.
 */
export function npyHeader(path: string, bytes: Uint8Array): NpyHeader {
  const fail = (what: string) => new InputError(`Cannot read ${path}: ${what}`);
  const text = (from: number, to: number) =>
    String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)));
  if (bytes.length < 12 || text(0, MAGIC.length) !== MAGIC) {
    throw fail("it is no .npy file (write one with numpy.save)");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = bytes[6] === 1 ? 10 : 12;
  const start = first + (first === 10 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) throw fail(`its header of ${start} bytes is cut off or too long`);
  const header = text(first, start);
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (order === undefined || sizes === undefined) throw fail("its header is damaged");
  if (descr !== "<f4" && descr !== "<f8") {
    throw fail(
      `its numbers are ${descr ?? "records"}, expected <f4 or <f8 (save array.astype("float32"))`,
    );
  }
  const shape = sizes.split(",").filter((size) => size.trim() !== "").map(Number);
  if (order === "True" && shape.length > 1) {
    throw fail("it is in Fortran order, expected C order (save numpy.ascontiguousarray(array))");
  }
  return { shape, width: descr === "<f4" ? 4 : 8, start };
}
