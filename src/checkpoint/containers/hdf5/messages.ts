/**
 * Object headers: the lists of messages that describe a group or a dataset.
 *
 * @module
 */
import type { ByteCursor } from "../../../encoding/byte_cursor.ts";
import type { Hdf5File } from "./file.ts";

/** The types of messages that are read. */
export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** One message of an object header. */
export interface Message {
  readonly type: number;
  /** Where its content begins. */
  readonly address: number;
  readonly size: number;
}

const MOST_MESSAGES = 100_000;
const MOST_BLOCKS = 1000;
/** Flag of a message whose content is elsewhere in the file. */
const SHARED = 2;

/**
 * Reads the messages of the object at an address.
 *
 * @throws {InputError} If there is no object header, or it is damaged.
 */
export function readMessages(file: Hdf5File, address: number): Message[] {
  const cursor = file.cursor(address, 64);
  const first = cursor.u8();
  if (first === 1) return readVersion1(file, cursor, address);
  if (first === 0x4f && cursor.text(3) === "HDR") return readVersion2(file, cursor, address);
  throw file.fail(`found no object at byte ${address}`);
}

interface Block {
  readonly start: number;
  readonly end: number;
}

function readVersion1(file: Hdf5File, cursor: ByteCursor, address: number): Message[] {
  cursor.skip(1 + 2 + 4);
  const size = cursor.u32();
  const start = address + 16;
  return readBlocks(file, { start, end: start + size }, 8, (cursor) => {
    const type = cursor.u16();
    const length = cursor.u16();
    const flags = cursor.u8();
    cursor.skip(3);
    return { type, length, flags };
  }, (address, length) => ({ start: address, end: address + length }));
}

function readVersion2(file: Hdf5File, cursor: ByteCursor, address: number): Message[] {
  cursor.skip(1);
  const flags = cursor.u8();
  let start = address + 6;
  if ((flags & 0x20) !== 0) start += 16;
  if ((flags & 0x10) !== 0) start += 4;
  const width = 1 << (flags & 3);
  const sizes = new DataView(file.bytes(start, 8).buffer);
  const size = width === 1
    ? sizes.getUint8(0)
    : width === 2
    ? sizes.getUint16(0, true)
    : width === 4
    ? sizes.getUint32(0, true)
    : Number(sizes.getBigUint64(0, true));
  start += width;
  const ordered = (flags & 4) !== 0;
  return readBlocks(file, { start, end: start + size }, ordered ? 6 : 4, (cursor) => {
    const type = cursor.u8();
    const length = cursor.u16();
    const flags = cursor.u8();
    if (ordered) cursor.skip(2);
    return { type, length, flags };
  }, (address, length) => ({ start: address + 4, end: address + length - 4 })); // OCHK … checksum
}

function readBlocks(
  file: Hdf5File,
  first: Block,
  prefix: number,
  readPrefix: (cursor: ByteCursor) => { type: number; length: number; flags: number },
  continued: (address: number, length: number) => Block,
): Message[] {
  const messages: Message[] = [];
  const blocks = [first];
  let read = 0;
  for (let block = blocks.shift(); block !== undefined; block = blocks.shift()) {
    const { start, end } = block;
    if (++read > MOST_BLOCKS) throw file.fail("an object header refers to itself");
    if (!file.holds(start, end - start)) throw file.fail("an object header leaves the file");
    const cursor = file.cursor(start, Math.min(4096, Math.max(prefix, end - start)));
    while (cursor.offset - start + prefix <= end - start) {
      const { type, length, flags } = readPrefix(cursor);
      const address = cursor.offset;
      if (messages.length > MOST_MESSAGES) throw file.fail("an object has too many messages");
      if (type === MESSAGE.continuation) {
        const [at, size] = [cursor.u64(), cursor.u64()];
        blocks.push(continued(at, size));
        cursor.skip(length - 16);
      } else {
        if ((flags & SHARED) !== 0 && type === MESSAGE.datatype) {
          throw file.fail("it uses named types, which repr does not read");
        }
        messages.push({ type, address, size: length });
        cursor.skip(length);
      }
    }
  }
  return messages;
}
