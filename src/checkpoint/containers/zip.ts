/**
 * Zip archives, read by their directory without loading all of the file. PyTorch, `.keras` and `.npz` use them.
 *
 * @module
 */
import { grouped } from "../../encoding/grouped.ts";
import { type ByteSource, PartSource } from "../../files/byte_source.ts";
import { DeflatedSource, UnpackedParts } from "./deflated_source.ts";

/** A part of an archive: a file in it. */
export interface ZipEntry {
  readonly name: string;
  /** Length in bytes, decompressed. */
  readonly size: number;
  /**
   * Opens it. Nothing is decompressed before it is read.
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
const LOCAL_BYTES = 30;

const DEFLATE = 8;

const LARGEST_DIRECTORY = 100_000_000;
/** A model has some thousand tensors. */
const MOST_ENTRIES = 200_000;
/** Largest decompressed part, which has to fit into memory. */
const LARGEST_UNPACKED = 512 * 1024 * 1024;
/** All compressed parts together may unpack to so many bytes, or to this multiple of the archive: weights do not compress well. */
const UNPACKED = 256 * 1024 * 1024;
const UNPACKED_RATIO = 64;

/** What the directory says of a part. */
interface Record {
  readonly name: string;
  /** The name as it is in the file. */
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * The parts of an archive by name.
 *
 * @throws {InputError} If the archive is incomplete or damaged, two parts have one name or share bytes, or its parts would
 * unpack to impossibly many bytes.
 */
export function zipEntries(source: ByteSource): Map<string, ZipEntry> {
  const directory = findDirectory(source);
  const records = readDirectory(source, directory);
  checkNames(source, records);
  const ends = endsOf(source, records, directory.offset);
  checkUnpacked(source, records);
  const unpacked = new UnpackedParts();
  return new Map(records.map((record) => {
    const { name, size, offset } = record;
    const end = ends.get(offset) ?? offset;
    return [name, { name, size, open: () => openEntry(source, record, end, unpacked) }];
  }));
}

function readDirectory(source: ByteSource, { offset, size, count }: Directory): Record[] {
  if (size > LARGEST_DIRECTORY || offset + size > source.size) {
    throw source.fail(
      `its zip directory of ${grouped(size)} bytes lies outside the file (is it complete?)`,
    );
  }
  if (count > MOST_ENTRIES) {
    throw source.fail(
      `its zip directory lists ${grouped(count)} parts, expected at most ${grouped(MOST_ENTRIES)}`,
    );
  }
  const bytes = source.read(offset, size);
  const view = new DataView(bytes.buffer);
  const records: Record[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > size || view.getUint32(at, true) !== DIRECTORY) {
      throw source.fail("its zip directory is damaged (is the file complete?)");
    }
    const [nameLength = 0, extraLength = 0, commentLength = 0] = [28, 30, 32].map((field) =>
      view.getUint16(at + field, true)
    );
    const end = at + 46 + nameLength + extraLength + commentLength;
    if (end > size) throw source.fail("its zip directory is damaged (is the file complete?)");
    const rawName = bytes.subarray(at + 46, at + 46 + nameLength);
    records.push({
      name: new TextDecoder().decode(rawName),
      rawName,
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      ...largeFields(view, at, at + 46 + nameLength, extraLength),
    });
    at = end;
  }
  return records;
}

/** With two parts of one name, programs would differ about which one is the model. */
function checkNames(source: ByteSource, records: readonly Record[]): void {
  const names = new Set<string>();
  for (const { name } of records) {
    if (names.has(name)) {
      throw source.fail(`its zip directory lists the part ${JSON.stringify(name)} twice`);
    }
    names.add(name);
  }
}

/** An archive of some kilobytes could unpack to more than the memory holds. */
function checkUnpacked(source: ByteSource, records: readonly Record[]): void {
  const most = Math.max(UNPACKED, UNPACKED_RATIO * source.size);
  let sum = 0;
  for (const { name, method, size } of records) {
    if (method !== DEFLATE) continue;
    sum += size;
    if (size > LARGEST_UNPACKED || sum > most) {
      const whole = size > LARGEST_UNPACKED ? `its part ${JSON.stringify(name)}` : "all of it";
      throw source.fail(
        `${whole} would unpack to ${
          grouped(size > LARGEST_UNPACKED ? size : sum)
        } bytes or more, expected at most ${
          grouped(size > LARGEST_UNPACKED ? LARGEST_UNPACKED : most)
        } (store it without compression)`,
      );
    }
  }
}

/**
 * Where the bytes of each part have to end, by its offset: where the next part or the directory begins. Parts that share
 * bytes could unpack one stream of bytes again and again.
 */
function endsOf(
  source: ByteSource,
  records: readonly Record[],
  directory: number,
): Map<number, number> {
  const inOrder = records.toSorted((a, b) => a.offset - b.offset);
  return new Map(inOrder.map(({ name, rawName, offset, packed }, index) => {
    const next = inOrder[index + 1];
    const end = next?.offset ?? directory;
    if (offset + LOCAL_BYTES + rawName.length + packed > end) {
      throw source.fail(
        `its part ${JSON.stringify(name)} overlaps ${
          next === undefined ? "its directory" : `the part ${JSON.stringify(next.name)}`
        } (is the file damaged?)`,
      );
    }
    return [offset, end];
  }));
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

/** @param end Where its bytes have to end. */
function openEntry(
  source: ByteSource,
  record: Record,
  end: number,
  unpacked: UnpackedParts,
): ByteSource {
  const { name, rawName, flags, method, packed, size, offset } = record;
  const bad = (what: string) => source.fail(`its part ${JSON.stringify(name)} ${what}`);
  if ((flags & 1) !== 0) throw bad("is encrypted (unpack the archive with its password first)");
  const local = new DataView(source.read(offset, LOCAL_BYTES).buffer);
  if (local.getUint32(0, true) !== LOCAL) throw bad("is not where the directory says");
  const [nameLength, extraLength] = [local.getUint16(26, true), local.getUint16(28, true)];
  const localName = source.read(offset + LOCAL_BYTES, nameLength);
  if (nameLength !== rawName.length || localName.some((byte, i) => byte !== rawName[i])) {
    throw bad("has another name in front of its bytes than in the directory");
  }
  const start = offset + LOCAL_BYTES + nameLength + extraLength;
  if (start + packed > end) throw bad("overlaps what follows it (is the file damaged?)");
  if (method === 0) {
    if (packed !== size) throw bad("has two different lengths");
    return new PartSource(source, name, start, size);
  }
  if (method !== DEFLATE) throw bad(`is compressed by method ${method}, expected deflate`);
  return new DeflatedSource(source, { ...record, start }, unpacked);
}
