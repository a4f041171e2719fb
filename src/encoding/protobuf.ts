/**
 * Protocol buffers: reading the fields of a message, and writing fields.
 *
 * A field is a number and a value of one of four kinds on the wire: a varint (integers in base 128, lowest digit first), 8
 * bytes, 4 bytes, or counted bytes, which hold text, another message, or packed numbers.
 *
 * @module
 */
import type { ByteSource } from "../files/byte_source.ts";
import { ByteCursor } from "./byte_cursor.ts";

const VARINT = 0, EIGHT_BYTES = 1, COUNTED = 2, FOUR_BYTES = 5;

/** Part of a source: bytes `start` to `end`, without `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** One field of a message. */
export interface Field {
  readonly number: number;
  /** Value of a varint; a 64-bit integer that a number cannot hold is rounded. 0 for other fields. */
  readonly value: number;
  /** The bytes of a counted field; null for other fields. */
  readonly range: ByteRange | null;
}

/**
 * Reads messages from a source without loading them: counted fields are given by their range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { MemorySource } from "../files/byte_source.ts";
 * const bytes = Uint8Array.from([...varintField(1, 300), ...textField(2, "conv")]);
 * const reader = new ProtobufReader(new MemorySource("model", bytes), "ONNX");
 * const [version, name] = reader.fields();
 * assert.equal(version?.value, 300);
 * assert.equal(reader.text(name?.range ?? { start: 0, end: 0 }), "conv");
 * ```
 */
export class ProtobufReader {
  /** Where the bytes come from. */
  readonly source: ByteSource;
  readonly #format: string;

  /** @param format What the messages should be, for errors: `it is not valid FORMAT`. */
  constructor(source: ByteSource, format: string) {
    this.source = source;
    this.#format = format;
  }

  /**
   * The fields of a message, in their order. Fields of 4 or 8 bytes, that is single floats, are left out.
   *
   * @param range The message. @default the complete source
   * @throws {InputError} If the bytes are not a message.
   */
  *fields({ start, end }: ByteRange = { start: 0, end: this.source.size }): Generator<Field> {
    const cursor = new ByteCursor(this.source, start, Math.min(4096, Math.max(16, end - start)));
    while (cursor.offset < end) {
      const key = this.#varint(cursor);
      const number = Math.floor(key / 8);
      switch (key % 8) {
        case VARINT:
          yield { number, value: this.#varint(cursor), range: null };
          break;
        case EIGHT_BYTES:
          cursor.skip(8);
          break;
        case FOUR_BYTES:
          cursor.skip(4);
          break;
        case COUNTED: {
          const length = this.#varint(cursor);
          const from = cursor.offset;
          if (from + length > end) throw this.#damaged();
          yield { number, value: 0, range: { start: from, end: from + length } };
          cursor.skip(length);
          break;
        }
        default:
          throw this.#damaged();
      }
    }
    if (cursor.offset !== end) throw this.#damaged();
  }

  /** The text of a counted field. */
  text({ start, end }: ByteRange): string {
    return new TextDecoder().decode(this.source.read(start, end - start));
  }

  /** The packed integers of a counted field. */
  varints({ start, end }: ByteRange): number[] {
    const cursor = new ByteCursor(this.source, start, Math.min(65_536, Math.max(16, end - start)));
    const values: number[] = [];
    while (cursor.offset < end) values.push(this.#varint(cursor));
    return values;
  }

  #varint(cursor: ByteCursor): number {
    // Bits 0 to 48, and those above them: a sum in one number would round small negative integers to 0.
    let [low, high, scale] = [0, 0, 1];
    for (let i = 0; i < 10; i++) {
      const byte = cursor.u8();
      if (i === 7) scale = 1;
      if (i < 7) low += (byte & 127) * scale;
      else high += (byte & 127) * scale;
      scale *= 128;
      if (byte >= 128) continue;
      // A negative integer is written as 64 bits in two's complement, which takes ten bytes.
      return low + (i === 9 ? high - 2 ** 15 : high) * 2 ** 49;
    }
    throw this.#damaged();
  }

  #damaged(): Error {
    return this.source.fail(
      `it is not valid ${this.#format} (is it a model, is the file complete?)`,
    );
  }
}

/** The bytes of a field that holds an integer >= 0. */
export function varintField(number: number, value: number): number[] {
  return [...key(number, VARINT), ...varint(value)];
}

/** The bytes of a field that holds bytes or another message. */
export function bytesField(number: number, content: readonly number[]): number[] {
  return [...key(number, COUNTED), ...varint(content.length), ...content];
}

/** The bytes of a field that holds text. */
export function textField(number: number, text: string): number[] {
  return bytesField(number, [...new TextEncoder().encode(text)]);
}

/** The bytes of a field that holds a float64. */
export function doubleField(number: number, value: number): number[] {
  return [...key(number, EIGHT_BYTES), ...new Uint8Array(new Float64Array([value]).buffer)];
}

/** The bytes of a field that holds a float32. */
export function floatField(number: number, value: number): number[] {
  return [...key(number, FOUR_BYTES), ...new Uint8Array(new Float32Array([value]).buffer)];
}

function key(number: number, wire: number): number[] {
  return varint(number * 8 + wire);
}

function varint(value: number): number[] {
  const digits: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) digits.push(value % 128 + 128);
  return [...digits, value];
}
