/**
 * Random access to a file's bytes, each range checked before it is read.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { grouped } from "../encoding/grouped.ts";

/** Bytes of known length that can be read in any order. */
export interface ByteSource {
  /** What errors call it: the file's path. */
  readonly path: string;
  /** Length in bytes. */
  readonly size: number;
  /**
   * Fresh bytes `[offset, offset + length)`; their buffer holds nothing else.
   *
   * @throws {InputError} If the range is not within the source.
   */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  /** The error for this file: `Cannot read PATH: what`. */
  fail(what: string): InputError;
}

/** Checks a range of a source. */
function checkRange(source: ByteSource, offset: number, length: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (!whole || offset < 0 || length < 0) {
    throw source.fail(`found an impossible range of ${length} bytes at byte ${offset}`);
  }
  if (offset + length > source.size) {
    throw source.fail(
      `${grouped(length)} bytes at byte ${grouped(offset)} are needed but there are ${
        grouped(source.size)
      } bytes (is the file complete?)`,
    );
  }
}

/** A file on disk, kept open until it is disposed. */
export class FileSource implements ByteSource, Disposable {
  readonly path: string;
  readonly size: number;
  readonly #file: Deno.FsFile;

  /** @throws {InputError} If the file cannot be opened. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#file = Deno.openSync(path);
      this.size = this.#file.statSync().size;
    } catch (error) {
      throw cannotOpen(path, error);
    }
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    checkRange(this, offset, length);
    const bytes = new Uint8Array(length);
    this.#file.seekSync(offset, Deno.SeekMode.Start);
    for (let done = 0; done < length;) {
      const count = this.#file.readSync(bytes.subarray(done));
      if (count === null) throw this.fail("it became shorter while it was read");
      done += count;
    }
    return bytes;
  }

  fail(what: string): InputError {
    return new InputError(`Cannot read ${this.path}: ${what}`);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

/** A part of another source, such as a file stored in an archive. */
export class PartSource implements ByteSource {
  readonly path: string;
  readonly size: number;
  readonly #whole: ByteSource;
  readonly #start: number;

  /** @param name The part's name, for errors. */
  constructor(whole: ByteSource, name: string, start: number, size: number) {
    checkRange(whole, start, size);
    this.path = `${whole.path} (${name})`;
    this.size = size;
    this.#whole = whole;
    this.#start = start;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    checkRange(this, offset, length);
    return this.#whole.read(this.#start + offset, length);
  }

  fail(what: string): InputError {
    return new InputError(`Cannot read ${this.path}: ${what}`);
  }
}

/** Bytes in memory, such as an unpacked part of an archive. */
export class MemorySource implements ByteSource {
  readonly path: string;
  readonly #bytes: Uint8Array;

  constructor(path: string, bytes: Uint8Array) {
    this.path = path;
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    checkRange(this, offset, length);
    return new Uint8Array(this.#bytes.subarray(offset, offset + length));
  }

  fail(what: string): InputError {
    return new InputError(`Cannot read ${this.path}: ${what}`);
  }
}

/** The error for a path that cannot be opened. */
export function cannotOpen(path: string, error: unknown): InputError {
  const message = error instanceof Deno.errors.NotFound
    ? "it does not exist (expected a model file or folder)"
    : error instanceof Deno.errors.PermissionDenied
    ? "no permission"
    : error instanceof Error
    ? error.message
    : String(error);
  return new InputError(`Cannot read ${path}: ${message}`, { cause: error });
}
