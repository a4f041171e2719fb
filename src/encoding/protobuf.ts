/**
 * Protocol buffers, as far as reading ONNX needs them: fields one after the other, long ones by their place alone.
 *
 * @module
 */
import { ByteCursor } from "./byte_cursor.ts";
import type { ByteSource } from "../files/byte_source.ts";

/** A part of a file that holds one message. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** One field of a message. */
export interface Field {
  readonly number: number;
  /** Of a number field; a signed 64-bit integer that does not fit is rounded. */
  readonly value: number;
  /** Of a field with a length: texts, bytes, messages, packed numbers. */
  readonly place: Place | null;
}

/** The fields of a message. */
export function* fieldsOf(source: ByteSource, { start, end }: Place): Generator<Field> {
  const cursor = new ByteCursor(source, start, Math.min(4096, Math.max(16, end - start)));
  while (cursor.offset < end) {
    const key = varint(source, cursor);
    const number = Math.floor(key / 8);
    switch (key % 8) {
      case 0:
        yield { number, value: varint(source, cursor), place: null };
        break;
      case 1:
        cursor.skip(8);
        break;
      case 5:
        cursor.skip(4);
        break;
      case 2: {
        const length = varint(source, cursor);
        const from = cursor.offset;
        if (from + length > end) throw damaged(source);
        yield { number, value: 0, place: { start: from, end: from + length } };
        cursor.skip(length);
        break;
      }
      default:
        throw damaged(source);
    }
  }
  if (cursor.offset !== end) throw damaged(source);
}

/** A field's bytes as text. */
export function textAt(source: ByteSource, { start, end }: Place): string {
  return new TextDecoder().decode(source.read(start, end - start));
}

/** Packed varints; also what a negative number was written as. */
export function packedVarints(source: ByteSource, { start, end }: Place): number[] {
  const cursor = new ByteCursor(source, start, Math.min(65_536, Math.max(16, end - start)));
  const values: number[] = [];
  while (cursor.offset < end) values.push(varint(source, cursor));
  return values;
}

function varint(source: ByteSource, cursor: ByteCursor): number {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < 10; i++) {
    const byte = cursor.u8();
    value += (byte & 127) * scale;
    scale *= 128;
    // Ten bytes are a negative number in two's complement.
    if (byte < 128) return i === 9 ? value - 2 ** 64 : value;
  }
  throw damaged(source);
}

function damaged(source: ByteSource): Error {
  return source.fail("it is not valid ONNX (is it a model, is the file complete?)");
}
