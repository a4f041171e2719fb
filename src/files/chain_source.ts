/**
 * Several files read as one, such as the shards of a model's weights.
 *
 * @module
 */
import { InputError } from "../errors.ts";
import { type ByteSource, FileSource } from "./byte_source.ts";

/** The concatenation of several files. They stay open until it is disposed. */
export class ChainSource implements ByteSource, Disposable {
  readonly path: string;
  readonly size: number;
  readonly #parts: FileSource[] = [];

  /** @throws {InputError} If one of the files cannot be opened. */
  constructor(paths: readonly string[]) {
    this.path = paths[0] ?? "";
    try {
      for (const path of paths) this.#parts.push(new FileSource(path));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
    this.size = this.#parts.reduce((sum, { size }) => sum + size, 0);
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    if (offset + length > this.size) {
      throw this.fail(
        `${offset + length} bytes are needed but ${
          this.#parts.length === 1 ? "it has" : "it and its further parts have"
        } ${this.size} (is the download complete?)`,
      );
    }
    let start = 0;
    const first = this.#parts.find(({ size }) => {
      start += size;
      return offset < start;
    });
    if (first === undefined) return new Uint8Array(0);
    start -= first.size;
    if (offset + length <= start + first.size) return first.read(offset - start, length);
    const bytes = new Uint8Array(length);
    start = 0;
    for (const part of this.#parts) {
      const from = Math.max(offset, start);
      const to = Math.min(offset + length, start + part.size);
      if (from < to) bytes.set(part.read(from - start, to - from), from - offset);
      start += part.size;
    }
    return bytes;
  }

  fail(what: string): InputError {
    return new InputError(`Cannot read ${this.path}: ${what}`);
  }

  [Symbol.dispose](): void {
    for (const part of this.#parts) part[Symbol.dispose]();
  }
}
