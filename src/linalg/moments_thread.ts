import type { Matrix } from "./matrix.ts";
import { Moments, type MomentsState } from "./moments.ts";

/** What the Worker is asked. */
export type MomentsRequest =
  | { readonly type: "ready" }
  | { readonly type: "add"; readonly id: number; readonly block: Matrix }
  | { readonly type: "take"; readonly id: number };

/** What it answers, in the order of the requests. */
export type MomentsReply =
  | { readonly state: MomentsState | null }
  | { readonly error: string; readonly message: string };

/** Blocks that may wait for the Worker; whoever adds more waits too, so memory stays bounded. */
const MOST_WAITING = 2;

/**
 * A second thread for {@linkcode SharedMoments}, started when it is first needed. Dispose it when done: it keeps the process
 * alive.
 */
export class MomentsThread implements Disposable {
  #worker: Promise<Worker | null> | undefined;
  #started: Worker | undefined;
  #pending: PromiseWithResolvers<MomentsReply>[] = [];
  /** The first error of each moments: told when they are taken. */
  #refused = new Map<number, unknown>();
  #ids = 0;

  readonly #allowed: boolean;

  /** @param allowed False for a thread that never starts: everything is done by the caller's. */
  constructor(allowed = true) {
    this.#allowed = allowed;
  }

  /** A number for new moments on this thread. */
  newId(): number {
    return this.#ids++;
  }

  /**
   * Adds a block of observations there.
   *
   * @returns When there is room for another; false if there is no such thread.
   */
  async add(id: number, { rows, columns, data }: Matrix): Promise<boolean> {
    const worker = await (this.#worker ??= this.#start());
    if (worker === null) return false;
    const block = { rows, columns, data: data.slice() }; // a view would take its whole buffer along
    const added = this.#ask(worker, { type: "add", id, block }, [block.data.buffer]);
    added.catch((error) => {
      if (!this.#refused.has(id)) this.#refused.set(id, error);
    });
    if (this.#pending.length > MOST_WAITING) await this.#pending[0]?.promise.catch(() => {});
    return true;
  }

  /**
   * The moments of all blocks that were added, which are forgotten there; null if none were.
   *
   * @throws {RangeError} If a block was refused, as `Moments.add` refuses it.
   */
  async take(id: number): Promise<Moments | null> {
    const worker = await (this.#worker ?? null);
    if (worker === null) return null;
    const { state } = await this.#ask(worker, { type: "take", id }, []);
    if (this.#refused.has(id)) throw this.#refused.get(id); // replies come in order, so it is known by now
    return state === null ? null : Moments.from(state);
  }

  /** Ends the thread. */
  [Symbol.dispose](): void {
    this.#started?.terminate();
    this.#started = undefined;
  }

  async #ask(worker: Worker, request: MomentsRequest, transfer: Transferable[]) {
    const pending = Promise.withResolvers<MomentsReply>();
    this.#pending.push(pending);
    worker.postMessage(request, transfer);
    const reply = await pending.promise;
    if ("error" in reply) throw revived(reply.error, reply.message);
    return reply;
  }

  /** The Worker, when it has answered; null if none can be started. */
  async #start(): Promise<Worker | null> {
    if (!this.#allowed) return null;
    try {
      const worker = new Worker(new URL("moments_worker.ts", import.meta.url), { type: "module" });
      this.#started = worker;
      worker.addEventListener("message", ({ data }: MessageEvent<MomentsReply>) => {
        this.#pending.shift()?.resolve(data);
      });
      worker.addEventListener("error", (event) => {
        event.preventDefault();
        const error = new Error(`the thread for moments stopped: ${event.message}`);
        for (const { reject } of this.#pending.splice(0)) reject(error);
      });
      await this.#ask(worker, { type: "ready" }, []);
      return worker;
    } catch {
      this[Symbol.dispose]();
      return null;
    }
  }
}

function revived(error: string, message: string): Error {
  return error === "RangeError" ? new RangeError(message) : new Error(message);
}
