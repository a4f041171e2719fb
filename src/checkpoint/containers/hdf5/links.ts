/**
 * The members of a group.
 *
 * @module
 */
import { type Hdf5File, UNDEFINED_ADDRESS } from "./file.ts";
import { MESSAGE, type Message } from "./messages.ts";

/** Nodes of a group's tree and members together. */
const MOST_LINKS = 200_000;

/**
 * The addresses of the object headers of a group's members, by name; null if the object is not a group. Soft and external
 * links are left out.
 *
 * @throws {InputError} If the group is damaged, or it stores its links in a way that repr does not read.
 */
export function readLinks(
  file: Hdf5File,
  messages: readonly Message[],
): Map<string, number> | null {
  const links = new Map<string, number>();
  let group = false;
  for (const { type, address, size } of messages) {
    if (type === MESSAGE.symbolTable) {
      group = true;
      const cursor = file.cursor(address, 16);
      readTable(file, cursor.u64(), heapData(file, cursor.u64()), links);
    } else if (type === MESSAGE.link) {
      group = true;
      readLink(file, address, size, links);
    } else if (type === MESSAGE.linkInfo) {
      group = true;
      const view = new DataView(file.bytes(address, size).buffer);
      const at = ((size > 1 ? view.getUint8(1) : 0) & 1) !== 0 ? 10 : 2;
      if (size >= at + 8 && view.getBigUint64(at, true) !== UNDEFINED_ADDRESS) {
        throw file.fail(
          'it stores large groups in the newest form, which repr does not read: convert it with "h5repack --low=0 --high=0"',
        );
      }
    }
  }
  return group ? links : null;
}

/** Reads a link message: version, flags, the fields that the flags announce, name, address. */
function readLink(file: Hdf5File, address: number, size: number, links: Map<string, number>): void {
  const cursor = file.cursor(address, Math.max(16, size));
  cursor.skip(1);
  const flags = cursor.u8();
  const kind = (flags & 8) !== 0 ? cursor.u8() : 0;
  if ((flags & 4) !== 0) cursor.skip(8);
  if ((flags & 16) !== 0) cursor.skip(1);
  const lengths = [() => cursor.u8(), () => cursor.u16(), () => cursor.u32(), () => cursor.u64()];
  const length = lengths[flags & 3]?.() ?? 0;
  if (length > size) throw file.fail("a link's name is longer than the link");
  const name = cursor.text(length);
  if (kind === 0) links.set(name, cursor.u64());
}

/** Where the names in a local heap are. */
function heapData(file: Hdf5File, address: number): { start: number; size: number } {
  const cursor = file.cursor(address, 32);
  if (cursor.text(4) !== "HEAP") throw file.fail("a group has no names");
  cursor.skip(4);
  const size = cursor.u64();
  cursor.skip(8);
  return { start: cursor.u64(), size };
}

/** Reads a B-tree (version 1) whose leaves are symbol table nodes. */
function readTable(
  file: Hdf5File,
  root: number,
  heap: { start: number; size: number },
  links: Map<string, number>,
): void {
  if (!file.holds(heap.start, heap.size)) throw file.fail("a group's names leave the file");
  const names = file.bytes(heap.start, heap.size);
  const nodes = [root];
  const seen = new Set<number>();
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (seen.has(node)) throw file.fail("a group's tree refers to itself");
    seen.add(node);
    const cursor = file.cursor(node, 1024);
    const signature = cursor.text(4);
    if (signature === "TREE") {
      cursor.skip(2);
      const count = cursor.u16();
      cursor.skip(16);
      const children: number[] = [];
      for (let i = 0; i < count; i++) {
        cursor.skip(8);
        children.push(cursor.u64());
      }
      nodes.push(...children.reverse());
    } else if (signature === "SNOD") {
      cursor.skip(2);
      const count = cursor.u16();
      for (let i = 0; i < count; i++) {
        const name = cursor.u64();
        const address = cursor.u64();
        const kind = cursor.u32();
        cursor.skip(20);
        const end = names.indexOf(0, name);
        if (name >= names.length || end < 0) throw file.fail("a group's name is missing");
        if (kind !== 2) links.set(new TextDecoder().decode(names.subarray(name, end)), address);
      }
    } else {
      throw file.fail("a group's tree is damaged");
    }
    if (seen.size + links.size > MOST_LINKS) throw file.fail("a group has too many members");
  }
}
