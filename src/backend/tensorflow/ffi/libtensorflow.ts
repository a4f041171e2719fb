/**
 * The loaded TensorFlow library.
 *
 * @module
 */

import { join } from "node:path";
import { InputError, messageOf } from "../../../errors.ts";
import { C_API, type CApi, LOG_API } from "./c_api.ts";
import { damagedLibrary, LIBRARIES, VERSION } from "./installation.ts";
import { dlopen, silenceStderr } from "./libc.ts";

const LOG_FATAL = 3;

const REMEDY = "(run `deno task setup`, or name another installation with `tensorflowDirectory`)";

const decoder = new TextDecoder();

/** TensorFlow's functions with its status and errors. */
export class Libtensorflow {
  readonly c: CApi;
  /** The only `TF_Status`, which all calls share. */
  readonly status: bigint;

  private constructor(c: CApi) {
    this.c = c;
    this.status = c.TF_NewStatus();
  }

  /**
   * Loads TensorFlow. It stays loaded until the process ends.
   *
   * @param directory The folder `tensorflow` of an unpacked wheel.
   * @param options.verbose Whether its log messages reach stderr. The messages of errors are in the status either way.
   * @throws {InputError} If the libraries are missing, damaged or of another version.
   */
  static async load(
    directory: string,
    { verbose = false }: { readonly verbose?: boolean } = {},
  ): Promise<Libtensorflow> {
    const option = "tensorflowDirectory";
    const damaged = await damagedLibrary(directory);
    if (damaged !== undefined) {
      throw new InputError(
        `Cannot load TensorFlow's ${join(directory, damaged.library)}: ${damaged.damage} ${REMEDY}`,
        { option },
      );
    }
    const [main, framework] = [join(directory, LIBRARIES[0]), join(directory, LIBRARIES[1])];
    let library: Libtensorflow;
    try {
      const loadBoth = () => [framework, main].forEach(dlopen);
      if (verbose) {
        loadBoth();
      } else {
        silenceStderr(loadBoth);
        Deno.dlopen(framework, LOG_API).symbols.setMinLogLevel?.(LOG_FATAL);
      }
      library = new Libtensorflow(Deno.dlopen(main, C_API).symbols);
    } catch (error) {
      if (error instanceof Deno.errors.NotCapable) throw error;
      throw new InputError(`Cannot load TensorFlow from ${directory}: ${messageOf(error)}`, {
        option,
        cause: error,
      });
    }
    const found = library.version();
    if (found !== VERSION) {
      throw new InputError(
        `Cannot use the TensorFlow in ${directory}: found version ${found}, expected ${VERSION} ${REMEDY}`,
        { option },
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

  /** A copy of `length` bytes. */
  bytes(address: bigint, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    if (length > 0) this.c.copyOut(bytes, address, BigInt(length));
    return bytes;
  }

  /**
   * Throws if the last call failed.
   *
   * @throws {Error} With TensorFlow's own message.
   */
  check(): void {
    const code = this.c.TF_GetCode(this.status);
    if (code === 0) return;
    throw new Error(this.string(this.c.TF_Message(this.status)) || `TensorFlow error ${code}`);
  }
}
