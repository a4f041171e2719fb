/**
 * A compressed part of an archive, which is decompressed when it is read.
 *
 * @module
 */
import { constants, crc32, inflateRawSync } from "node:zlib";
import { InputError } from "../../errors.ts";
import { type ByteSource, MemorySource } from "../../files/byte_source.ts";

/** Where a part's bytes are, and what becomes of them. */
export interface DeflatedPart {
  readonly name: string;
  /** Where its compressed bytes begin. */
  readonly start: number;
  /** Compressed bytes. */
  readonly packed: number;
  /** Decompressed bytes. */
  readonly size: number;
  /** CRC-32 of the decompressed bytes. */
  readonly checksum: number;
}

/** Headers of arrays are shorter. */
const HEAD = 4096;
/** Compressed bytes that are decompressed for a header: some hundred bytes of text, but up to 512 KB of zeros. */
const PACKED_HEAD = 512;

/** Bytes of unpacked parts that stay in memory. */
const MOST_KEPT = 256 * 1024 * 1024;

/** The parts of one archive that were decompressed last. PyTorch reads many tensors from one part. */
export class UnpackedParts {
  readonly #parts = new Map<string, MemorySource>();
  #bytes = 0;

  get(name: string): MemorySource | undefined {
    return this.#parts.get(name);
  }

  /** Keeps a part, and drops those that were added first until all fit. */
  add(name: string, part: MemorySource): void {
    if (part.size > MOST_KEPT) return;
    this.#parts.set(name, part);
    this.#bytes += part.size;
    for (const [first, { size }] of this.#parts) {
      if (this.#bytes <= MOST_KEPT) return;
      this.#parts.delete(first);
      this.#bytes -= size;
    }
  }
}

/** A part that is compressed by deflate. */
export class DeflatedSource implements ByteSource {
  readonly path: string;
  readonly size: number;
  readonly #archive: ByteSource;
  readonly #part: DeflatedPart;
  readonly #unpacked: UnpackedParts;
  #head: MemorySource | undefined;

  constructor(archive: ByteSource, part: DeflatedPart, unpacked: UnpackedParts) {
    this.path = `${archive.path} (${part.name})`;
    this.size = part.size;
    this.#archive = archive;
    this.#part = part;
    this.#unpacked = unpacked;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const whole = this.#unpacked.get(this.#part.name);
    if (whole !== undefined) return whole.read(offset, length);
    if (offset >= 0 && offset + length <= Math.min(HEAD, this.size)) {
      this.#head ??= new MemorySource(this.path, this.#inflatedHead());
      if (offset + length <= this.#head.size) return this.#head.read(offset, length);
    }
    const unpacked = new MemorySource(this.path, this.#inflated());
    this.#unpacked.add(this.#part.name, unpacked);
    return unpacked.read(offset, length);
  }

  fail(what: string): InputError {
    return new InputError(`Cannot read ${this.path}: ${what}`);
  }

  /** The first bytes, as many as the first compressed bytes yield; none if they are damaged. */
  #inflatedHead(): Uint8Array {
    const { start, packed } = this.#part;
    const bytes = this.#archive.read(start, Math.min(packed, PACKED_HEAD));
    try {
      const head = inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
      return Uint8Array.from(head.subarray(0, Math.min(HEAD, this.size)));
    } catch {
      return new Uint8Array(0);
    }
  }

  #inflated(): Uint8Array {
    const { start, packed, size, checksum } = this.#part;
    const bytes = this.#archive.read(start, packed);
    let result: Uint8Array | undefined;
    try {
      result = inflateRawSync(bytes, { maxOutputLength: Math.max(1, size) });
    } catch {
      // said below
    }
    if (result?.length !== size || crc32(result) !== checksum) {
      throw this.#archive.fail(
        `its part ${JSON.stringify(this.#part.name)} is damaged (is the file complete?)`,
      );
    }
    return result;
  }
}
