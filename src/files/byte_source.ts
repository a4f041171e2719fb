/**
 * Random access to the bytes of a file, an archive's part, or an array. Every range is checked before it is read.
 *
 * @module
 */
import { grouped } from "../encoding/grouped.ts";
import { InputError } from "../errors.ts";
import { cannotRead } from "./file_error.ts";

/** Bytes of known length that can be read in any order. */
export interface ByteSource {
  /** The file's path, for errors. */
  readonly path: string;
  /** Length in bytes. */
  readonly size: number;
  /**
   * Reads the bytes `[offset, offset + length)` into a buffer of their own.
   *
   * @throws {InputError} If the range is not within the source.
   */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
  /** The error for this source: `Cannot read PATH: what`. */
  fail(what: string): InputError;
}

/**
 * A file on disk. It stays open until it is disposed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const path = await Deno.makeTempFile();
 * await Deno.writeFile(path, Uint8Array.of(1, 2, 3, 4));
 * using file = new FileSource(path);
 * assert.equal(file.size, 4);
 * assert.deepEqual(file.read(1, 2), Uint8Array.of(2, 3));
 * assert.throws(() => file.read(3, 2), /2 bytes at byte 3 are needed but there are 4 bytes/);
 * ```
 */
export class FileSource implements ByteSource, Disposable {
  readonly path: string;
  readonly size: number;
  readonly #file: Deno.FsFile;

  /** @throws {InputError} If the file cannot be opened, or is a folder, a pipe or a device. */
  constructor(path: string) {
    this.path = path;
    try {
      checkRegular(path);
      this.#file = Deno.openSync(path);
      this.size = this.#file.statSync().size;
    } catch (error) {
      throw error instanceof InputError ? error : cannotRead(path, error);
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

/** A range of another source, such as a file that an archive holds uncompressed. */
export class PartSource implements ByteSource {
  readonly path: string;
  readonly size: number;
  readonly #container: ByteSource;
  readonly #start: number;

  /**
   * @param container The other source.
   * @param name The part's name, for errors.
   * @param start Where it begins, in bytes.
   * @param size Its length in bytes.
   * @throws {InputError} If the range is not within the other source.
   */
  constructor(container: ByteSource, name: string, start: number, size: number) {
    checkRange(container, start, size);
    this.path = `${container.path} (${name})`;
    this.size = size;
    this.#container = container;
    this.#start = start;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    checkRange(this, offset, length);
    return this.#container.read(this.#start + offset, length);
  }

  fail(what: string): InputError {
    return new InputError(`Cannot read ${this.path}: ${what}`);
  }
}

/** Bytes in memory, such as a decompressed part of an archive. */
export class MemorySource implements ByteSource {
  readonly path: string;
  readonly #bytes: Uint8Array;

  /** @param path What errors call the bytes. */
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

/** A pipe waits for its writer as soon as it is opened, and devices such as `/dev/zero` have no end. */
function checkRegular(path: string): void {
  const { isFile, isDirectory } = Deno.statSync(path);
  if (isFile) return;
  const found = isDirectory ? "it is a folder" : "it is a pipe or a device";
  throw new InputError(`Cannot read ${path}: ${found}, expected a regular file`);
}

function checkRange(source: ByteSource, offset: number, length: number): void {
  const integers = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (!integers || offset < 0 || length < 0) {
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
