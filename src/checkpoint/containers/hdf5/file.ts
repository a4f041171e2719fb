/**
 * Access to an HDF5 file by addresses, starting with that of the root group. The readers of this folder cover what Keras and
 * h5py write by default, and some of the newer structures.
 *
 * @module
 */
import { ByteCursor } from "../../../encoding/byte_cursor.ts";
import { type ByteSource, PartSource } from "../../../files/byte_source.ts";

/** The address that stands for "none". */
export const UNDEFINED_ADDRESS = 0xffffffffffffffffn;

/** A model of a thousand layers has some ten thousand structures. */
const MOST_STRUCTURES = 200_000;

/** An open HDF5 file. */
export class Hdf5File {
  /** Address of the root group's object header. */
  readonly root: number;
  readonly #source: ByteSource;
  #structures = 0;

  /** @throws {InputError} If the superblock is damaged or of an unknown version. */
  constructor(source: ByteSource) {
    const base = signatureAt(source); // addresses count from the signature
    this.#source = base === 0 ? source : new PartSource(source, "HDF5", base, source.size - base);
    const cursor = new ByteCursor(this.#source, 8, 128);
    const version = cursor.u8();
    if (version <= 1) {
      cursor.skip(4);
      this.#checkSizes(cursor.u8(), cursor.u8());
      cursor.skip(1 + 2 + 2 + 4 + (version === 1 ? 4 : 0) + 4 * 8 + 8);
    } else if (version <= 3) {
      this.#checkSizes(cursor.u8(), cursor.u8());
      cursor.skip(1 + 3 * 8);
    } else {
      throw this.fail(`found superblock version ${version}, expected 0 to 3`);
    }
    this.root = cursor.u64();
  }

  /** A cursor at an address, for a structure of about `step` bytes. */
  cursor(address: number, step = 512): ByteCursor {
    // Damaged files can hold endless trees of structures that refer to each other.
    if (++this.#structures > MOST_STRUCTURES) throw this.fail("it has too many structures");
    return new ByteCursor(this.#source, address, step);
  }

  /** Bytes at an address. */
  bytes(address: number, length: number): Uint8Array<ArrayBuffer> {
    return this.#source.read(address, length);
  }

  /** Length in bytes. */
  get size(): number {
    return this.#source.size;
  }

  /** Whether a range lies within the file. */
  holds(address: number, length: number): boolean {
    return address + length <= this.#source.size;
  }

  /** The error for this file. */
  fail(what: string): Error {
    return this.#source.fail(`${what} (is the file complete?)`);
  }

  #checkSizes(offsets: number, lengths: number): void {
    if (offsets !== 8 || lengths !== 8) {
      throw this.fail(`it uses ${8 * offsets}-bit addresses, expected 64-bit ones`);
    }
  }
}

/** Finds the signature, which is at byte 0, 512, 1024, 2048, … */
function signatureAt(source: ByteSource): number {
  const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
  for (let at = 0; at + 96 <= source.size; at = at === 0 ? 512 : 2 * at) {
    const found = source.read(at, 8);
    if (signature.every((byte, i) => found[i] === byte)) return at;
  }
  throw source.fail("it is not an HDF5 file (is it complete?)");
}
