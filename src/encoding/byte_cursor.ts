/**
 * Reading a source from front to back, a window at a time.
 *
 * @module
 */
import type { ByteSource } from "../files/byte_source.ts";

const LARGEST_LINE = 4096;

/** A place in a source that moves on with each read. */
export class ByteCursor {
  readonly #source: ByteSource;
  readonly #step: number;
  #window: Uint8Array<ArrayBuffer> = new Uint8Array();
  #view = new DataView(this.#window.buffer);
  #start: number;
  #at = 0;

  /** @param step Bytes that are read at once: few for a small structure. @default {65536} */
  constructor(source: ByteSource, offset = 0, step = 1 << 16) {
    this.#source = source;
    this.#step = step;
    this.#start = offset;
  }

  /** Where the next byte comes from. */
  get offset(): number {
    return this.#start + this.#at;
  }

  /** Goes `length` bytes on without reading them. */
  skip(length: number): void {
    this.#at += length;
  }

  // The place is taken first in each of these: it may bring a new window, and with it a new view.
  u8(): number {
    const at = this.#take(1);
    return this.#view.getUint8(at);
  }

  u16(): number {
    const at = this.#take(2);
    return this.#view.getUint16(at, true);
  }

  i32(): number {
    const at = this.#take(4);
    return this.#view.getInt32(at, true);
  }

  u32(): number {
    const at = this.#take(4);
    return this.#view.getUint32(at, true);
  }

  u64(): number {
    const at = this.#take(8);
    return Number(this.#view.getBigUint64(at, true));
  }

  /** Eight bytes, big-endian, as pickles hold floats. */
  f64BigEndian(): number {
    const at = this.#take(8);
    return this.#view.getFloat64(at, false);
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.#step) {
      const bytes = this.#source.read(this.offset, length);
      this.#at += length;
      return bytes;
    }
    const at = this.#take(length);
    return this.#window.slice(at, at + length);
  }

  text(length: number): string {
    return new TextDecoder().decode(this.bytes(length));
  }

  /** Text up to a line feed, which is left out. */
  line(): string {
    const codes: number[] = [];
    for (let code = this.u8(); code !== 10; code = this.u8()) {
      if (codes.length === LARGEST_LINE) {
        throw this.#source.fail("found an endless line where a short one was expected");
      }
      codes.push(code);
    }
    return String.fromCharCode(...codes);
  }

  /** Makes sure that `length` bytes are in the window; returns where they begin, and passes them. */
  #take(length: number): number {
    if (this.#at < 0 || this.#at + length > this.#window.length) {
      const start = this.offset;
      const room = Math.max(length, Math.min(this.#step, this.#source.size - start));
      this.#window = this.#source.read(start, room);
      this.#view = new DataView(this.#window.buffer);
      this.#start = start;
      this.#at = 0;
    }
    const at = this.#at;
    this.#at += length;
    return at;
  }
}
