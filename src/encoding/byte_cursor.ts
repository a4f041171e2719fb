/**
 * Sequential reading of a source, one window of bytes at a time.
 *
 * @module
 */
import type { ByteSource } from "../files/byte_source.ts";

const LONGEST_LINE = 4096;

/** A position in a source. Each read returns the next bytes as a number (little-endian), bytes or text. */
export class ByteCursor {
  readonly #source: ByteSource;
  readonly #step: number;
  #window: Uint8Array<ArrayBuffer> = new Uint8Array();
  #view = new DataView(this.#window.buffer);
  /** Offset of the window in the source. */
  #start: number;
  /** Position within the window; outside of it after a `skip`. */
  #at = 0;

  /**
   * @param source The bytes.
   * @param offset Where reading begins. @default {0}
   * @param step Size of a window: few bytes for a small structure. @default {65536}
   */
  constructor(source: ByteSource, offset = 0, step = 1 << 16) {
    this.#source = source;
    this.#step = step;
    this.#start = offset;
  }

  /** Offset of the next byte in the source. */
  get offset(): number {
    return this.#start + this.#at;
  }

  /** Moves on by `length` bytes without reading them. */
  skip(length: number): void {
    this.#at += length;
  }

  // Each of these calls #take before it uses #view: #take may replace the view.

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

  /** A float64 in big-endian order, which pickles use. */
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

  /** UTF-8 of so many bytes. */
  text(length: number): string {
    return new TextDecoder().decode(this.bytes(length));
  }

  /** Latin-1 text up to a line feed, without the line feed. */
  line(): string {
    const codes: number[] = [];
    for (let code = this.u8(); code !== 10; code = this.u8()) {
      if (codes.length === LONGEST_LINE) {
        throw this.#source.fail("found an endless line where a short one was expected");
      }
      codes.push(code);
    }
    return String.fromCharCode(...codes);
  }

  /** Moves on by `length` bytes; returns where they begin in a window that holds all of them. */
  #take(length: number): number {
    if (this.#at < 0 || this.#at + length > this.#window.length) {
      const start = this.offset;
      const size = Math.max(length, Math.min(this.#step, this.#source.size - start));
      this.#window = this.#source.read(start, size);
      this.#view = new DataView(this.#window.buffer);
      this.#start = start;
      this.#at = 0;
    }
    const at = this.#at;
    this.#at += length;
    return at;
  }
}
