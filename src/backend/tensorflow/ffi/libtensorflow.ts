/**
 * The loaded TensorFlow library.
 *
 * @module
 */

import { join } from "node:path";
import { InputError, messageOf } from "../../../errors.ts";
import { C_API, type CApi, LOG_API } from "./c_api.ts";
import { elfDamage } from "./elf.ts";
import { hushed } from "../hushed.ts";
import { pin } from "../pin.ts";
import { LIBRARIES, VERSION } from "../version.ts";

const LOG_FATAL = 3;

const decoder = new TextDecoder();

/** TensorFlow's functions with its status and errors. */
export class Library {
  readonly c: CApi;
  /** The one `TF_Status` that all calls share. */
  readonly status: bigint;

  private constructor(c: CApi) {
    this.c = c;
    this.status = c.TF_NewStatus();
  }

  /**
   * Loads TensorFlow, for good.
   *
   * @param directory The folder `tensorflow` of an unpacked wheel.
   * @param options.verbose Whether its log messages reach stderr. An error's message is in its status either way.
   * @throws {InputError} If there is no whole TensorFlow of the right version.
   */
  static async load(
    directory: string,
    { verbose = false }: { readonly verbose?: boolean } = {},
  ): Promise<Library> {
    for (const name of LIBRARIES) {
      const damage = await elfDamage(join(directory, name));
      if (damage !== undefined) {
        throw new InputError(
          `Cannot load TensorFlow's ${join(directory, name)}: ${damage} ` +
            "(run `deno task setup`, or name another installation with --tensorflow-dir)",
        );
      }
    }
    const [main, framework] = [join(directory, LIBRARIES[0]), join(directory, LIBRARIES[1])];
    let library: Library;
    try {
      const pinBoth = () => [framework, main].forEach(pin);
      if (verbose) {
        pinBoth();
      } else {
        hushed(pinBoth);
        Deno.dlopen(framework, LOG_API).symbols.setMinLogLevel?.(LOG_FATAL);
      }
      library = new Library(Deno.dlopen(main, C_API).symbols);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      throw new InputError(`Cannot load TensorFlow from ${directory}: ${messageOf(error)}`, {
        cause: error,
      });
    }
    const found = library.version();
    if (found !== VERSION) {
      throw new InputError(
        `Cannot use the TensorFlow in ${directory}: found version ${found}, expected ${VERSION} ` +
          "(run `deno task setup`, or name another installation with --tensorflow-dir)",
      );
    }
    return library;
  }

  /** For example `2.21.0`. */
  version(): string {
    return this.string(this.c.TF_Version());
  }

  /** A copy of a C string; empty for a null pointer. */
  string(address: bigint): string {
    return decoder.decode(this.bytes(address, address === 0n ? 0 : this.c.strlen(address)));
  }

  /** A copy of some bytes. */
  bytes(address: bigint, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    if (length > 0) this.c.copyOut(bytes, address, BigInt(length));
    return bytes;
  }

  /**
   * Turns the last call's status into an exception.
   *
   * @throws {Error} With TensorFlow's own message, if the call failed.
   */
  check(): void {
    const code = this.c.TF_GetCode(this.status);
    if (code === 0) return;
    throw new Error(this.string(this.c.TF_Message(this.status)) || `TensorFlow error ${code}`);
  }
}
