/**
 * Memory that TensorFlow reads and writes.
 *
 * @module
 */

import type { Library } from "./libtensorflow.ts";

/** Bytes at a fixed address. */
interface Block {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly address: bigint;
}

const encoder = new TextEncoder();

/** An explicit ArrayBuffer lives off V8's heap, so it never moves. */
function block(library: Library, size: number): Block {
  const bytes = new Uint8Array(new ArrayBuffer(size));
  // memcpy returns its first argument: the address.
  return { bytes, address: library.c.copyOut(bytes, library.status, 0n) };
}

/** C strings by their text. They are kept for good: names of ops, attributes and devices are few. */
export class CStrings {
  static readonly #PAGE = 16384;
  readonly #library: Library;
  readonly #addresses = new Map<string, bigint>();
  #page: Block;
  #used = 0;
  /** Keeps the full pages from being collected: TensorFlow may hold on to names. */
  readonly #full: Block[] = [];

  constructor(library: Library) {
    this.#library = library;
    this.#page = block(library, CStrings.#PAGE);
  }

  /** Address of a zero-terminated copy of `text`. */
  address(text: string): bigint {
    const known = this.#addresses.get(text);
    if (known !== undefined) return known;
    const encoded = encoder.encode(`${text}\0`);
    if (this.#used + encoded.length > this.#page.bytes.length) {
      this.#full.push(this.#page);
      this.#page = block(this.#library, Math.max(CStrings.#PAGE, encoded.length));
      this.#used = 0;
    }
    this.#page.bytes.set(encoded, this.#used);
    const address = this.#page.address + BigInt(this.#used);
    this.#used += encoded.length;
    this.#addresses.set(text, address);
    return address;
  }
}

/** Room for lists that go into a call or come out of it; each call overwrites what the last one left. */
export class Scratch {
  readonly #library: Library;
  #block: Block;
  #int32: Int32Array;
  #float32: Float32Array;
  #uint64: BigUint64Array;

  constructor(library: Library) {
    this.#library = library;
    this.#block = block(library, 4096);
    const { buffer } = this.#block.bytes;
    this.#int32 = new Int32Array(buffer);
    this.#float32 = new Float32Array(buffer);
    this.#uint64 = new BigUint64Array(buffer);
  }

  /** Address of the first byte; changes when the room grows. */
  get address(): bigint {
    return this.#block.address;
  }

  /** The room as bytes. */
  get uint8(): Uint8Array {
    return this.#block.bytes;
  }

  /** The room as 32-bit integers. */
  get int32(): Int32Array {
    return this.#int32;
  }

  /** The room as 32-bit floats. */
  get float32(): Float32Array {
    return this.#float32;
  }

  /** The room as 64-bit words. */
  get uint64(): BigUint64Array {
    return this.#uint64;
  }

  /** Makes room for `words` words of 64 bits. */
  reserve(words: number): void {
    if (words * 8 <= this.#block.bytes.length) return;
    this.#block = block(this.#library, words * 16);
    const { buffer } = this.#block.bytes;
    this.#int32 = new Int32Array(buffer);
    this.#float32 = new Float32Array(buffer);
    this.#uint64 = new BigUint64Array(buffer);
  }

  /** Writes 64-bit integers, without making a bigint of each. */
  writeIntegers(values: readonly number[]): void {
    this.reserve(values.length);
    values.forEach((value, i) => {
      this.#int32[2 * i] = value; // modulo 2^32
      this.#int32[2 * i + 1] = Math.floor(value / 2 ** 32);
    });
  }
}
