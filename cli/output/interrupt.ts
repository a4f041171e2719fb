/**
 * Ctrl-C: the first one asks for a stop at the next safe moment, the second one quits at once.
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
   * @param onFirst Called at the first signal, to tell the user that the work is being saved.
   * @param quit Called at the second.
   */
  constructor(onFirst: () => void, quit: () => void = () => Deno.exit(STATUS.interrupted)) {
    this.#listener = () => {
      if (this.signal.aborted) return quit();
      this.#controller.abort();
      onFirst();
    };
    for (const signal of SIGNALS) Deno.addSignalListener(signal, this.#listener);
  }

  /** Aborted from the first signal on. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, this.#listener);
  }
}
