/**
 * Ctrl-C: the first one stops the work where it can be saved, the second one ends the process at once.
 *
 * @module
 */
import { STATUS } from "./errors.ts";

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM"];

/** Listens for SIGINT and SIGTERM until it is disposed. */
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
    for (const signal of SIGNALS) Deno.addSignalListener(signal, this.#listener);
  }

  /** Aborts at the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, this.#listener);
  }
}
