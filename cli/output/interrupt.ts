/**
 * Ctrl-C, or a terminal that is closed: the first signal stops the work where it can be saved, the second one ends the process
 * at once.
 *
 * @module
 */
import { STATUS } from "./errors.ts";

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Found before the first listener is added: with any listener, Deno no longer ignores SIGHUP by itself. */
const HANG_UP_IGNORED = Deno.build.os !== "windows" && ignoresHangUp();

function nothing(): void {}

/**
 * Listens for SIGINT, SIGTERM and SIGHUP until it is disposed. SIGHUP, which a closed terminal sends, stays ignored where it was
 * ignored before, as `nohup` arranges it.
 */
export class Interrupt implements Disposable {
  readonly #controller = new AbortController();
  readonly #listener: () => void;

  /**
   * @param onFirst Called at the first signal; informs the user that the work is being saved.
   * @param quit Called at the second signal; ends the process.
   */
  constructor(onFirst: () => void, quit: () => void = () => Deno.exit(STATUS.interrupted)) {
    this.#listener = () => {
      if (this.signal.aborted) return quit();
      this.#controller.abort();
      onFirst();
    };
    for (const signal of SIGNALS) Deno.addSignalListener(signal, this.#listenerOf(signal));
  }

  /** Aborts at the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, this.#listenerOf(signal));
  }

  #listenerOf(signal: Deno.Signal): () => void {
    return signal === "SIGHUP" && HANG_UP_IGNORED ? nothing : this.#listener;
  }
}

/** Whether this process was started with SIGHUP ignored; false where the system does not say. */
function ignoresHangUp(): boolean {
  try {
    const mask = /^SigIgn:\s*([0-9a-f]+)$/m.exec(Deno.readTextFileSync("/proc/self/status"))?.[1];
    return mask !== undefined && (BigInt(`0x${mask}`) & 1n) === 1n; // the signal of number 1
  } catch {
    return false; // not Linux, or without permission
  }
}
