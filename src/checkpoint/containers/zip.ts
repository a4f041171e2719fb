/**
 * Zip archives, read by their directory without loading all of the file. PyTorch, `.keras` and `.npz` use them.
 *
 * @module
 */
import { inflateRawSync } from "node:zlib";
import { grouped } from "../../encoding/grouped.ts";
import { type ByteSource, MemorySource, PartSource } from "../../files/byte_source.ts";

/** A part of an archive: a file in it. */
export interface ZipEntry {
  readonly name: string;
  /** Length in bytes, decompressed. */
  readonly size: number;
  /**
   * Opens it. A part that is stored uncompressed is read from the archive on demand; a compressed one is decompressed into
   * memory.
   *
   * @throws {InputError} If it is encrypted, damaged, or compressed by another method than deflate.
   */
  open(): ByteSource;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const DIRECTORY = 0x02014b50;
const LOCAL = 0x04034b50;

const LARGEST_DIRECTORY = 100_000_000;
/** Largest decompressed part: a zip bomb of some kilobytes could fill the memory. */
const LARGEST_UNPACKED = 512 * 1024 * 1024;
/** The highest compression ratio of deflate is 1032. */
const LARGEST_RATIO = 1040;

/**
 * The parts of an archive by name.
 *
 * @throws {InputError} If the archive is incomplete or damaged.
 */
export function zipEntries(source: ByteSource): Map<string, ZipEntry> {
  const { offset, size, count } = findDirectory(source);
  if (size > LARGEST_DIRECTORY || offset + size > source.size) {
    throw source.fail(
      `its zip directory of ${grouped(size)} bytes lies outside the file (is it complete?)`,
    );
  }
  const bytes = source.read(offset, size);
  const view = new DataView(bytes.buffer);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > size || view.getUint32(at, true) !== DIRECTORY) {
      throw source.fail("its zip directory is damaged (is the file complete?)");
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true)
    );
    const end = at + 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    if (end > size) throw source.fail("its zip directory is damaged (is the file complete?)");
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + (nameLength ?? 0)));
    const record = {
      name,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      ...largeFields(view, at, at + 46 + (nameLength ?? 0), extraLength ?? 0),
    };
    entries.set(name, {
      name,
      size: record.size,
      open: () => openEntry(source, record),
    });
    at = end;
  }
  return entries;
}

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

/** Finds the directory by the end record, which a comment of up to 65,535 bytes follows. */
function findDirectory(source: ByteSource): Directory {
  const length = Math.min(source.size, 22 + 0xffff);
  const start = source.size - length;
  const tail = new DataView(source.read(start, length).buffer);
  for (let at = length - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    const small = {
      count: tail.getUint16(at + 10, true),
      size: tail.getUint32(at + 12, true),
      offset: tail.getUint32(at + 16, true),
    };
    const large = at >= 20 && tail.getUint32(at - 20, true) === LOCATOR_64;
    if (!large) return small;
    const record = Number(tail.getBigUint64(at - 12, true));
    const view = new DataView(source.read(record, 56).buffer);
    if (view.getUint32(0, true) !== END_64) throw source.fail("its zip directory is damaged");
    const [count = 0, size = 0, offset = 0] = [32, 40, 48].map((field) =>
      Number(view.getBigUint64(field, true))
    );
    return { count, size, offset };
  }
  throw source.fail("it is a zip archive without its end (is the download complete?)");
}

/** Sizes and offset; from the extra field if they do not fit into four bytes. */
function largeFields(
  view: DataView,
  at: number,
  extra: number,
  extraLength: number,
): { packed: number; size: number; offset: number } {
  const fields = {
    size: view.getUint32(at + 24, true),
    packed: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  };
  for (let field = extra; field + 4 <= extra + extraLength;) {
    const length = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      let value = field + 4;
      for (const key of ["size", "packed", "offset"] as const) {
        if (fields[key] !== 0xffffffff || value + 8 > extra + extraLength) continue;
        fields[key] = Number(view.getBigUint64(value, true));
        value += 8;
      }
    }
    field += 4 + length;
  }
  return fields;
}

interface Record {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

function openEntry(source: ByteSource, record: Record): ByteSource {
  const { name, flags, method, packed, size, offset } = record;
  const bad = (what: string) => source.fail(`its part ${JSON.stringify(name)} ${what}`);
  if ((flags & 1) !== 0) throw bad("is encrypted (unpack the archive with its password first)");
  const local = new DataView(source.read(offset, 30).buffer);
  if (local.getUint32(0, true) !== LOCAL) throw bad("is not where the directory says");
  const start = offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  if (method === 0) {
    if (packed !== size) throw bad("has two different lengths");
    return new PartSource(source, name, start, size);
  }
  if (method !== 8) throw bad(`is compressed by method ${method}, expected deflate`);
  if (size > Math.min(LARGEST_UNPACKED, packed * LARGEST_RATIO + 64)) {
    throw bad(`would unpack from ${grouped(packed)} to ${grouped(size)} bytes, which is too much`);
  }
  const bytes = unpacked(source.read(start, packed), size);
  if (bytes === undefined) throw bad("is damaged (is the file complete?)");
  return new MemorySource(`${source.path} (${name})`, bytes);
}

function unpacked(bytes: Uint8Array, size: number): Uint8Array | undefined {
  try {
    const result = inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
    return result.length === size ? result : undefined;
  } catch {
    return undefined;
  }
}
