/**
 * The texts that are attached to groups as attributes: names of layers, a model's configuration.
 *
 * @module
 */
import { sizeOf } from "../../stored_tensor.ts";
import { readDataspace } from "./dataspace.ts";
import { type Datatype, readDatatype } from "./datatype.ts";
import type { Hdf5File } from "./file.ts";
import { MESSAGE, type Message } from "./messages.ts";

const LARGEST_TEXT = 64 * 1024 * 1024;
const MOST_TEXTS = 100_000;

/**
 * Reads the attributes that hold text.
 *
 * @returns One or several texts by the attribute's name.
 * @throws {InputError} If an attribute is damaged.
 */
export function readTexts(file: Hdf5File, messages: readonly Message[]): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const { type, address } of messages) {
    if (type !== MESSAGE.attribute) continue;
    const { name, datatype, shape, data } = readAttribute(file, address);
    if (datatype.kind !== "text" && datatype.kind !== "variable-text") continue;
    const count = sizeOf(shape);
    if (count > MOST_TEXTS || count * datatype.size > LARGEST_TEXT) {
      throw file.fail(`attribute ${JSON.stringify(name.slice(0, 80))} is impossibly large`);
    }
    texts.set(
      name,
      Array.from({ length: count }, (_, i) => readText(file, data + i * datatype.size, datatype)),
    );
  }
  return texts;
}

interface Attribute {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: number;
}

function readAttribute(file: Hdf5File, address: number): Attribute {
  const cursor = file.cursor(address, 128);
  const version = cursor.u8();
  if (version < 1 || version > 3) throw file.fail("an attribute is damaged");
  cursor.skip(1);
  const [nameSize, typeSize, spaceSize] = [cursor.u16(), cursor.u16(), cursor.u16()];
  if (version === 3) cursor.skip(1);
  // Version 1 pads each part to a multiple of eight bytes.
  const padded = (size: number) => version === 1 ? (size + 7) & ~7 : size;
  const name = cursor.text(nameSize).replace(/\0.*$/s, "");
  const origin = address + (version === 3 ? 9 : 8);
  const type = origin + padded(nameSize);
  const space = type + padded(typeSize);
  return {
    name,
    datatype: readDatatype(file, type),
    shape: readDataspace(file, space),
    data: space + padded(spaceSize),
  };
}

function readText(file: Hdf5File, address: number, datatype: Datatype): string {
  if (datatype.kind === "text") {
    return new TextDecoder().decode(file.bytes(address, datatype.size)).replace(/\0+$/, "");
  }
  const cursor = file.cursor(address, 16);
  const length = cursor.u32();
  const heap = cursor.u64();
  const index = cursor.u32();
  if (length > LARGEST_TEXT) throw file.fail("a text is impossibly long");
  return length === 0 ? "" : new TextDecoder().decode(heapObject(file, heap, index, length));
}

/** The bytes of an object in a global heap collection. */
function heapObject(file: Hdf5File, heap: number, index: number, length: number): Uint8Array {
  const head = file.cursor(heap, 16);
  if (head.text(4) !== "GCOL") throw file.fail("a text is missing");
  head.skip(4);
  const size = head.u64();
  if (!file.holds(heap, size)) throw file.fail("a text lies outside the file");
  const cursor = file.cursor(heap + 16, 4096);
  while (cursor.offset + 16 <= heap + size) {
    const found = cursor.u16();
    cursor.skip(6);
    const bytes = cursor.u64();
    if (found === index) return file.bytes(cursor.offset, Math.min(length, bytes));
    if (found === 0) break; // the rest of the heap is free
    cursor.skip(Math.ceil(bytes / 8) * 8);
  }
  throw file.fail("a text is missing");
}
