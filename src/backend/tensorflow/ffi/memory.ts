/**
 * Memory that TensorFlow reads and writes.
 *
 * @module
 */

import type { Libtensorflow } from "./libtensorflow.ts";

/** Bytes at a fixed address. */
interface Block {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly address: bigint;
}

const encoder = new TextEncoder();

/** A new block. An explicit ArrayBuffer is outside V8's heap, so it never moves. */
function block(library: Libtensorflow, size: number): Block {
  const bytes = new Uint8Array(new ArrayBuffer(size));
  // memcpy returns its first argument, the address. No bytes are copied.
  return { bytes, address: library.c.copyOut(bytes, library.status, 0n) };
}

/** C strings by their text. They are never freed: the names of operations, attributes and devices are few. */
export class CStrings {
  static readonly #PAGE = 16384;
  readonly #library: Libtensorflow;
  readonly #addresses = new Map<string, bigint>();
  #page: Block;
  #used = 0;
  /** Full pages, kept from garbage collection: TensorFlow may keep pointers to names. */
  readonly #full: Block[] = [];

  constructor(library: Libtensorflow) {
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

/** A buffer for lists that are a call's arguments or results. Each call overwrites it. */
export class Scratch {
  readonly #library: Libtensorflow;
  #block: Block;
  #int32: Int32Array;
  #float32: Float32Array;
  #uint64: BigUint64Array;

  constructor(library: Libtensorflow) {
    this.#library = library;
    this.#block = block(library, 4096);
    const { buffer } = this.#block.bytes;
    this.#int32 = new Int32Array(buffer);
    this.#float32 = new Float32Array(buffer);
    this.#uint64 = new BigUint64Array(buffer);
  }

  /** Address of the first byte; it changes when the buffer grows. */
  get address(): bigint {
    return this.#block.address;
  }

  /** The buffer as bytes. */
  get uint8(): Uint8Array {
    return this.#block.bytes;
  }

  /** The buffer as 32-bit integers. */
  get int32(): Int32Array {
    return this.#int32;
  }

  /** The buffer as 32-bit floats. */
  get float32(): Float32Array {
    return this.#float32;
  }

  /** The buffer as 64-bit words. */
  get uint64(): BigUint64Array {
    return this.#uint64;
  }

  /** Grows the buffer to at least `words` words of 64 bits. */
  reserve(words: number): void {
    if (words * 8 <= this.#block.bytes.length) return;
    this.#block = block(this.#library, words * 16);
    const { buffer } = this.#block.bytes;
    this.#int32 = new Int32Array(buffer);
    this.#float32 = new Float32Array(buffer);
    this.#uint64 = new BigUint64Array(buffer);
  }

  /** Writes 64-bit integers, without a bigint for each. */
  writeIntegers(values: readonly number[]): void {
    this.reserve(values.length);
    values.forEach((value, i) => {
      this.#int32[2 * i] = value; // modulo 2^32
      this.#int32[2 * i + 1] = Math.floor(value / 2 ** 32);
    });
  }
}
