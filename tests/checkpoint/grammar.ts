/**
 * Changes of model files that know the format: entries of directories, opcodes, fields, offsets, names. Most of what they make
 * is well-formed around the change, so that it reaches the code that random bytes do not.
 *
 * @module
 */
import { zipEntries } from "../../src/checkpoint/containers/zip.ts";
import { MemorySource } from "../../src/files/byte_source.ts";
import type { Rng } from "../../src/rng.ts";
import { joined, zipFile, type ZipPart } from "./zip_file.ts";

/** Words that mean something elsewhere: to every object of JavaScript, to a file system, to a terminal. */
const WORDS = [
  "constructor",
  "__proto__",
  "valueOf",
  "toString",
  "hasOwnProperty",
  "length",
  "",
  ".",
  "..",
  "../x",
  "/dev/zero",
  "weight",
  "conv.weight",
  "a/b",
  "\x1b[2J\u202e",
  "x".repeat(300),
  "0",
  "-1",
  "NaN",
];

const NUMBERS = [
  0,
  1,
  -1,
  2,
  7,
  255,
  256,
  65535,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e300,
  0.5,
];

/**
 * A changed copy of a file.
 *
 * @param bytes A valid file, or one that was changed already.
 */
export function grammarMutated(bytes: Uint8Array, rng: Rng): Uint8Array {
  const text = latin1(bytes.subarray(0, 9));
  if (text.startsWith("PK")) return changedZip(bytes, rng);
  if (text.startsWith("\x89HDF")) return changedHdf5(bytes, rng);
  if (text.startsWith("\x93NUMPY")) return changedNpy(bytes, rng);
  if (/^\s*\{/.test(text)) return changedJsonText(bytes, rng);
  if (text[8] === "{") return changedSafetensors(bytes, rng);
  if (bytes[0] === 0x80) return changedPickle(bytes, rng);
  return changedProtobuf(bytes, rng);
}

function pick<T>(items: readonly T[], rng: Rng): T | undefined {
  return items[rng.integer(Math.max(1, items.length))];
}

function word(rng: Rng): string {
  return pick(WORDS, rng) ?? "";
}

function changedZip(bytes: Uint8Array, rng: Rng): Uint8Array {
  if (rng.integer(2) === 0) return changedDirectory(bytes.slice(), rng);
  const parts: ZipPart[] = [];
  try {
    for (const { name, size, open } of zipEntries(new MemorySource("zip", bytes)).values()) {
      parts.push({ name, content: open().read(0, size), deflate: rng.integer(2) === 0 });
    }
  } catch {
    return changedDirectory(bytes.slice(), rng); // an earlier change has made it unreadable
  }
  const at = rng.integer(parts.length);
  const part = parts[at];
  if (part === undefined) return bytes;
  switch (rng.integer(8)) {
    case 0:
      parts[at] = { ...part, name: word(rng) };
      break;
    case 1:
      parts.push({ ...part, name: rng.integer(2) === 0 ? part.name : `${part.name}2`, sameAs: at });
      break;
    case 2:
      parts.splice(at, 1);
      break;
    case 3:
      parts[at] = { ...part, size: Math.abs(pick(NUMBERS, rng) ?? 0) };
      break;
    case 4:
      parts[at] = { ...part, localName: word(rng), extra: rng.integer(100) };
      break;
    default:
      parts[at] = { ...part, content: grammarMutated(part.content, rng) };
  }
  return zipFile(parts);
}

/** Changes one field of one record of the directory, or swaps it with another record's. */
function changedDirectory(bytes: Uint8Array, rng: Rng): Uint8Array {
  const records = signatures(bytes, "PK\x01\x02");
  const at = pick(records, rng);
  if (at === undefined) return bytes;
  const [field = 0, width = 2] = pick(
    [[8, 2], [10, 2], [16, 4], [20, 4], [24, 4], [28, 2], [30, 2], [32, 2], [42, 4]] as const,
    rng,
  ) ?? [];
  const from = (pick(records, rng) ?? at) + field;
  if (rng.integer(2) === 0) bytes.copyWithin(at + field, from, from + width);
  else setInteger(bytes, at + field, width, pick(NUMBERS, rng) ?? 0);
  return bytes;
}

function changedJsonText(bytes: Uint8Array, rng: Rng): Uint8Array {
  try {
    const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return new TextEncoder().encode(JSON.stringify(changedJson(json, rng)));
  } catch {
    return bytes;
  }
}

/** A value with one change somewhere in it. */
function changedJson(value: unknown, rng: Rng): unknown {
  if (typeof value === "object" && value !== null && rng.integer(12) > 0) {
    const entries = Object.entries(value);
    const at = rng.integer(Math.max(1, entries.length));
    const [key, inner] = entries[at] ?? ["x", null];
    const change = rng.integer(12);
    if (change === 0) entries.splice(at, 1);
    else if (change === 1) entries.push([word(rng), inner]);
    else if (change === 2) entries[at] = [word(rng), inner];
    else entries[at] = [key, changedJson(inner, rng)];
    return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
  }
  const nested = Array.from({ length: 3000 }).reduce<unknown>((inner) => [inner], 1);
  const odd = [
    null,
    true,
    [],
    {},
    word(rng),
    pick(NUMBERS, rng),
    { toString: 1, valueOf: 1 },
    [value, value],
    Array(100).fill(value),
    nested,
  ];
  return pick(odd, rng);
}

function changedSafetensors(bytes: Uint8Array, rng: Rng): Uint8Array {
  const length = Number(new DataView(bytes.slice(0, 8).buffer).getBigUint64(0, true));
  if (!(length < bytes.length - 8)) return bytes;
  const header = changedJsonText(bytes.subarray(8, 8 + length), rng);
  return joined([
    new Uint8Array(BigUint64Array.of(BigInt(header.length)).buffer),
    header,
    bytes.subarray(8 + length),
  ]);
}

function changedNpy(bytes: Uint8Array, rng: Rng): Uint8Array {
  const length = (bytes[8] ?? 0) + 256 * (bytes[9] ?? 0);
  const text = latin1(bytes.subarray(10, 10 + length));
  const changed = pick([
    text.replace(/\d+/, () => String(pick(NUMBERS, rng))),
    text.replace(/\(.*\)/, () => `(${Array(rng.integer(40)).fill(rng.integer(3)).join(", ")},)`),
    text.replace(
      /'[<|>]\w+'/,
      () => `'${pick(["<f8", ">f4", "|O", "<f2", "|b1", "<U9", "<i8"], rng)}'`,
    ),
    text.replace(/False/, "True"),
    text.replace(/shape/, () => word(rng)),
  ], rng) ?? text;
  const header = bytesOf(changed.padEnd(length).slice(0, 65_535));
  return joined([
    bytes.subarray(0, 8),
    Uint8Array.of(header.length & 255, header.length >> 8),
    header,
    bytes.subarray(10 + length),
  ]);
}

/** Bytes of arguments by opcode; `line` ends with a line feed, 1, 4 and 8 count bytes that follow. */
const ARGUMENTS: Readonly<Record<number, number | "line" | "1" | "4" | "8">> = {
  0x80: 1,
  0x95: 8,
  0x4b: 1,
  0x4d: 2,
  0x4a: 4,
  0x47: 8,
  0x71: 1,
  0x72: 4,
  0x68: 1,
  0x6a: 4,
  0x49: "line",
  0x4c: "line",
  0x46: "line",
  0x56: "line",
  0x53: "line",
  0x70: "line",
  0x67: "line",
  0x50: "line",
  0x8a: "1",
  0x8c: "1",
  0x55: "1",
  0x43: "1",
  0x8b: "4",
  0x58: "4",
  0x54: "4",
  0x42: "4",
  0x8d: "8",
  0x8e: "8",
};

/** What is put between opcodes: containers, marks, calls, recalls, names. */
const SNIPPETS = [
  "(",
  "0",
  "1",
  "2",
  ")",
  "]",
  "}",
  "\x8f",
  "\x85",
  "\x86",
  "\x87",
  "t",
  "l",
  "d",
  "a",
  "e",
  "s",
  "u",
  "\x90",
  "\x91",
  "R",
  "\x81",
  "b",
  "o",
  "Q",
  "\x93",
  "\x94",
  "h\0",
  "h\x01",
  "h\x05",
  "q\0",
  "K\x07",
  "M\xff\xff",
  "J\xff\xff\xff\xff",
  "\x8a\x09\0\0\0\0\0\0\0\0\x7f",
  "N",
  "\x88",
  "G\x7f\xf0\0\0\0\0\0\0",
  "ctorch\nSize\n",
  "ccollections\nOrderedDict\n",
  "cbuiltins\nlist\n",
  "ctorch._utils\n_rebuild_tensor_v2\n",
  "ctorch._tensor\n_rebuild_from_type_v2\n",
  "ctorch\nconstructor\n",
  "c__proto__\n__proto__\n",
  "(K\x01K\x02t",
  "]q\0(h\0h\0h\0e",
];

function changedPickle(bytes: Uint8Array, rng: Rng): Uint8Array {
  const tokens = pickleTokens(bytes);
  const at = rng.integer(Math.max(1, tokens.length));
  const [start = 0, end = 0] = tokens[at] ?? [];
  const [otherStart = 0, otherEnd = 0] = pick(tokens, rng) ?? [];
  const other = bytes.subarray(otherStart, otherEnd);
  const token = bytes.subarray(start, end);
  const put = (middle: readonly Uint8Array[]) =>
    joined([bytes.subarray(0, start), ...middle, bytes.subarray(end)]);
  switch (rng.integer(8)) {
    case 0:
      return put([]);
    case 1:
      return put([token, token]);
    case 2:
      return put([other]);
    case 3:
      return put([token, other]);
    case 4: {
      const name = bytesOf(word(rng)).subarray(0, 250);
      return put([Uint8Array.of(0x58, name.length, 0, 0, 0), name]);
    }
    case 5: {
      const changed = token.slice();
      for (let i = 1; i < changed.length; i++) changed[i] = rng.integer(256);
      return put([changed]);
    }
    default: {
      const snippets = Array.from({ length: 1 + rng.integer(6) }, () => pick(SNIPPETS, rng) ?? "");
      return put([token, bytesOf(snippets.join(""))]);
    }
  }
}

/** Where each opcode begins and ends, up to the end of the fourth pickle at most. */
function pickleTokens(bytes: Uint8Array): (readonly [number, number])[] {
  const tokens: (readonly [number, number])[] = [];
  let stops = 0;
  for (let at = 0; at < bytes.length && stops < 5;) {
    const opcode = bytes[at] ?? 0;
    if (opcode === 0x2e) stops++;
    const end = at + 1 + argumentLength(bytes, at, opcode);
    tokens.push([at, Math.min(end, bytes.length)]);
    at = end;
  }
  return tokens;
}

function argumentLength(bytes: Uint8Array, at: number, opcode: number): number {
  const lineAt = (from: number) => {
    const end = bytes.indexOf(10, from);
    return end < 0 ? bytes.length : end + 1;
  };
  if (opcode === 0x63 || opcode === 0x69) return lineAt(lineAt(at + 1)) - at - 1;
  const kind = ARGUMENTS[opcode] ?? 0;
  if (typeof kind === "number") return kind;
  if (kind === "line") return lineAt(at + 1) - at - 1;
  const width = Number(kind);
  let length = 0;
  for (let i = 0; i < Math.min(width, 4); i++) length += (bytes[at + 1 + i] ?? 0) * 256 ** i;
  return width + length;
}

/** Changes an address, a count or a flag behind a signature, or gives one address where another was. */
function changedHdf5(original: Uint8Array, rng: Rng): Uint8Array {
  const bytes = original.slice();
  const view = new DataView(bytes.buffer);
  const addresses: number[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const value = view.getBigUint64(at, true);
    if (value > 0n && value < BigInt(bytes.length)) addresses.push(at);
  }
  const at = pick(addresses, rng) ?? 0;
  const from = pick(addresses, rng) ?? 0;
  switch (rng.integer(4)) {
    case 0:
      bytes.copyWithin(at, from, from + 8);
      return bytes;
    case 1:
      setInteger(bytes, at, 8, pick(NUMBERS, rng) ?? 0);
      return bytes;
    case 2: {
      const names = ["TREE", "SNOD", "HEAP", "GCOL", "OHDR", "\x01\0"].flatMap((name) =>
        signatures(bytes, name)
      );
      const start = (pick(names, rng) ?? 0) + rng.integer(32);
      setInteger(bytes, start, pick([1, 2, 4], rng) ?? 1, pick(NUMBERS, rng) ?? 0);
      return bytes;
    }
    default:
      return renamed(bytes, rng);
  }
}

/** Gives another name, or a part of one, in place of a word of the file, of the same length. */
function renamed(bytes: Uint8Array, rng: Rng): Uint8Array {
  const found = Array.from(latin1(bytes).matchAll(/[A-Za-z_]\w{3,30}/g));
  const match = pick(found, rng);
  if (match === undefined) return bytes;
  const name = bytesOf(word(rng));
  bytes.set(name.subarray(0, match[0].length), match.index);
  if (name.length < match[0].length) bytes[match.index + name.length] = 0;
  return bytes;
}

/** A field of a message: its number and type on the wire, and what follows. */
interface Field {
  readonly key: number;
  readonly content: Uint8Array;
}

/** Changes one field somewhere in a message; the lengths of the messages around it fit again. */
function changedProtobuf(bytes: Uint8Array, rng: Rng, depth = 0): Uint8Array {
  const fields = fieldsOf(bytes);
  if (fields === undefined || fields.length === 0) return bytes;
  const at = rng.integer(fields.length);
  const field = fields[at];
  if (field === undefined) return bytes;
  const counted = field.key % 8 === 2;
  const change = rng.integer(10);
  if (counted && change < 6 && depth < 6 && field.content.length > 1) {
    fields[at] = { ...field, content: changedProtobuf(field.content, rng, depth + 1) };
  } else if (change === 6) fields.splice(at, 1);
  else if (change === 7) fields.push(field);
  else if (change === 8) fields[at] = { ...field, key: 8 * rng.integer(24) + field.key % 8 };
  else if (counted) {
    fields[at] = {
      ...field,
      content:
        pick([bytesOf(word(rng)), new Uint8Array(rng.integer(40)), field.content.slice(1)], rng) ??
          field.content,
    };
  } else if (field.key % 8 === 0) {
    fields[at] = { ...field, content: varint(Math.abs(pick(NUMBERS, rng) ?? 0)) };
  }
  return joined(fields.flatMap(({ key, content }) => [
    varint(key),
    ...(key % 8 === 2 ? [varint(content.length)] : []),
    content,
  ]));
}

function fieldsOf(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const next = () => {
    let [value, scale] = [0, 1];
    for (let i = 0; i < 10; i++) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) return value;
    }
    return NaN;
  };
  while (at < bytes.length) {
    const key = next();
    const start = at;
    if (key % 8 === 0) next();
    else if (key % 8 === 1) at += 8;
    else if (key % 8 === 5) at += 4;
    else if (key % 8 === 2) {
      const length = next();
      fields.push({ key, content: bytes.subarray(at, at + length) });
      at += length;
      continue;
    } else return undefined;
    fields.push({ key, content: bytes.subarray(start, at) });
  }
  return at === bytes.length ? fields : undefined;
}

function varint(value: number): Uint8Array {
  const digits: number[] = [];
  let rest = Math.floor(Math.min(value, 2 ** 53));
  for (; rest >= 128; rest = Math.floor(rest / 128)) digits.push(rest % 128 + 128);
  return Uint8Array.of(...digits, rest);
}

function signatures(bytes: Uint8Array, signature: string): number[] {
  const text = latin1(bytes);
  const found: number[] = [];
  for (let at = text.indexOf(signature); at >= 0; at = text.indexOf(signature, at + 1)) {
    found.push(at);
  }
  return found;
}

function setInteger(bytes: Uint8Array, at: number, width: number, value: number): void {
  let rest = BigInt.asUintN(64, BigInt(Math.floor(Math.min(value, 2 ** 63))));
  for (let i = 0; i < width && at + i < bytes.length; i++) {
    bytes[at + i] = Number(rest & 255n);
    rest >>= 8n;
  }
}

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** Latin-1 where that is possible, else UTF-8. */
function bytesOf(text: string): Uint8Array {
  return Array.from(text).every((char) => (char.codePointAt(0) ?? 0) < 256)
    ? Uint8Array.from(text, (char) => char.charCodeAt(0))
    : new TextEncoder().encode(text);
}
