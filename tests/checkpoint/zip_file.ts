import { crc32, deflateRawSync } from "node:zlib";

/** A part of an archive, with whatever is to be wrong about it. */
export interface ZipPart {
  readonly name: string;
  readonly content: Uint8Array;
  /** Whether it is compressed. @default {false} */
  readonly deflate?: boolean;
  /** Length that the directory claims, decompressed. @default {the content's} */
  readonly size?: number;
  /** Name in front of the bytes. @default {the directory's} */
  readonly localName?: string;
  /** Bytes between the name and the content. @default {0} */
  readonly extra?: number;
  /** Index of the part whose bytes the directory gives for this one; nothing is written for it. */
  readonly sameAs?: number;
  /** Bytes, among them those of the part behind, that the directory counts as this part's. @default {its own} */
  readonly packed?: number;
}

/** An archive as zip programs write it, of parts that may be wrong. */
export function zipFile(parts: readonly ZipPart[]): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  const written: { offset: number; packed: Uint8Array }[] = [];
  let offset = 0;
  const push = (bytes: Uint8Array) => {
    pieces.push(bytes);
    offset += bytes.length;
  };
  for (const part of parts) {
    const { content, deflate = false, extra = 0, sameAs } = part;
    const name = new TextEncoder().encode(part.name);
    const localName = new TextEncoder().encode(part.localName ?? part.name);
    const packed = deflate ? new Uint8Array(deflateRawSync(content)) : content;
    const earlier = sameAs === undefined ? undefined : written[sameAs];
    const size = part.size ?? content.length;
    const common = [
      ...u16(20),
      ...u16(0),
      ...u16(deflate ? 8 : 0),
      ...u32(0),
      ...u32(crc32(content)),
      ...u32(part.packed ?? (earlier?.packed ?? packed).length),
      ...u32(size),
    ];
    const at = earlier?.offset ?? offset;
    if (earlier === undefined) {
      written.push({ offset, packed });
      push(Uint8Array.of(
        ...u32(0x04034b50),
        ...common,
        ...u16(localName.length),
        ...u16(extra),
      ));
      push(localName);
      push(new Uint8Array(extra));
      push(packed);
    }
    directory.push(
      Uint8Array.of(
        ...u32(0x02014b50),
        ...u16(20),
        ...common,
        ...u16(name.length),
        ...u16(0),
        ...u16(0),
        ...u16(0),
        ...u16(0),
        ...u32(0),
        ...u32(at),
      ),
      name,
    );
  }
  const start = offset;
  for (const bytes of directory) push(bytes);
  const size = offset - start;
  push(Uint8Array.of(
    ...u32(0x06054b50),
    ...u32(0),
    ...u16(parts.length),
    ...u16(parts.length),
    ...u32(size),
    ...u32(start),
    ...u16(0),
  ));
  return joined(pieces);
}

/** The bytes of all parts, one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** A float32 array of one axis as an `.npy` file. */
export function npyFile(values: Float32Array): Uint8Array {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length},), }`.padEnd(
    117,
  );
  const header = new TextEncoder().encode(`?NUMPY\x01\0\x76\0${text}\n`);
  header[0] = 0x93;
  const file = new Uint8Array(header.length + values.byteLength);
  file.set(header);
  file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), header.length);
  return file;
}

function u16(value: number): number[] {
  return [value & 0xff, (value >>> 8) & 0xff];
}

function u32(value: number): number[] {
  return [...u16(value), ...u16(value >>> 16)];
}
