import { InputError } from "../errors.ts";
import type { ThreadReply, ThreadRequest, ThrownError } from "./serve.ts";

/**
 * A worker thread that answers requests, in the order in which it receives them. Dispose of it when done: a running worker
 * keeps the process alive.
 *
 * @example A worker that doubles numbers
 * ```ts
 * import assert from "node:assert/strict";
 * import { Thread } from "./mod.ts";
 * // The worker's module; usually a file of its own.
 * const module = `
 *   import { serve } from "${import.meta.resolve("./mod.ts")}";
 *   serve((n) => 2 * n);
 * `;
 * using thread = new Thread<number, number>(
 *   new URL(`data:text/javascript,${encodeURIComponent(module)}`),
 *   "thread that doubles",
 * );
 * assert.deepEqual(await Promise.all([thread.ask(21), thread.ask(4)]), [42, 8]);
 * ```
 */
export class Thread<Request, Reply> implements Disposable {
  /** Resolves to true when the worker has loaded its module, to false if it cannot start. It never rejects. */
  readonly started: Promise<boolean>;
  readonly #worker: Worker | undefined;
  readonly #pending = new Map<number, PromiseWithResolvers<Reply>>();
  #failure: Error | undefined;
  #asked = 0;

  /**
   * Starts a worker.
   *
   * @param module A module that calls {@linkcode serve}.
   * @param name What the thread is, for errors: "thread that prepares batches".
   */
  constructor(module: URL, name: string) {
    const started = Promise.withResolvers<boolean>();
    this.started = started.promise;
    const fail = (message: string) => {
      started.resolve(false);
      this.#end(new Error(`The ${name} failed: ${message}`));
    };
    try {
      this.#worker = new Worker(module, { type: "module" });
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
      return;
    }
    this.#worker.onmessage = ({ data }: MessageEvent<ThreadReply<Reply>>) => {
      if (data === "started") return started.resolve(true);
      const pending = this.#pending.get(data.id);
      this.#pending.delete(data.id);
      if ("error" in data) pending?.reject(revived(data.error));
      else pending?.resolve(data.reply);
    };
    this.#worker.onmessageerror = () => fail("a reply could not be read");
    this.#worker.onerror = (event) => {
      event.preventDefault();
      fail(event.message);
    };
  }

  /**
   * Sends a request to the worker.
   *
   * @param request Anything that `postMessage` can send.
   * @param transfer Buffers of the request that are moved, not copied.
   * @returns The worker's reply. It may be ignored: then its failure is ignored, too.
   * @throws {Error} If answering the request throws: an error of the same name and message. If the worker cannot start or
   * stops, or the thread has been disposed of: an error that says so.
   */
  ask(request: Request, transfer: Transferable[] = []): Promise<Reply> {
    const pending = Promise.withResolvers<Reply>();
    pending.promise.catch(() => {}); // ignored replies must not end the process
    if (this.#worker === undefined || this.#failure !== undefined) {
      pending.reject(this.#failure);
    } else {
      const message: ThreadRequest<Request> = { id: this.#asked++, request };
      this.#worker.postMessage(message, transfer);
      this.#pending.set(message.id, pending);
    }
    return pending.promise;
  }

  /** Ends the worker. Requests without a reply are rejected. */
  [Symbol.dispose](): void {
    this.#end(new Error("The thread was closed"));
  }

  #end(reason: Error): void {
    this.#failure ??= reason;
    this.#worker?.terminate();
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
  }
}

/** An error as the worker threw it, as far as its class is known here. */
function revived({ name, message, option }: ThrownError): Error {
  switch (name) {
    case "InputError":
      return new InputError(message, option === undefined ? {} : { option });
    case "RangeError":
      return new RangeError(message);
    case "TypeError":
      return new TypeError(message);
    default:
      return Object.assign(new Error(message), { name });
  }
}
