import { type Matrix, Moments, type MomentsState } from "../linalg/mod.ts";
import { Thread } from "../threads/mod.ts";

/** What the worker is asked. It keeps moments by number; the reply to `take` is their state, every other reply is null. */
export type MomentsRequest =
  | { readonly type: "add"; readonly id: number; readonly block: Matrix }
  | { readonly type: "take"; readonly id: number };

/** Blocks that may wait for the worker. A caller that adds another one waits for the oldest, so memory is bounded. */
const MOST_WAITING = 2;

/** A second thread for {@linkcode SharedMoments}, started when it is first needed. Dispose of it when done. */
export class MomentsThread implements Disposable {
  readonly #allowed: boolean;
  readonly #waiting: Promise<unknown>[] = [];
  /** The first error of each moments, thrown when they are taken. */
  readonly #failed = new Map<number, unknown>();
  #thread: Thread<MomentsRequest, MomentsState | null> | undefined;
  #ids = 0;

  /** @param allowed False for a thread that never starts: the calling thread then does all of the work. */
  constructor(allowed = true) {
    this.#allowed = allowed;
  }

  /** A number for new moments on this thread. */
  newId(): number {
    return this.#ids++;
  }

  /**
   * Adds a block of observations to moments on the thread.
   *
   * @returns False if the thread cannot start. Resolves when the caller may add another block.
   */
  async add(id: number, { rows, columns, data }: Matrix): Promise<boolean> {
    if (!this.#allowed) return false;
    const thread = this.#thread ??= new Thread(
      new URL("./moments_worker.ts", import.meta.url),
      "thread that collects moments",
    );
    if (!await thread.started) return false;
    const block = { rows, columns, data: data.slice() }; // the transfer of a view would take its complete buffer
    const added = thread.ask({ type: "add", id, block }, [block.data.buffer]).catch((error) => {
      if (!this.#failed.has(id)) this.#failed.set(id, error);
    });
    this.#waiting.push(added);
    if (this.#waiting.length > MOST_WAITING) await this.#waiting.shift();
    return true;
  }

  /**
   * The moments of all blocks that were added, which the worker then forgets; null if none were.
   *
   * @throws {RangeError} If a block could not be added, as `Moments.add` throws it.
   */
  async take(id: number): Promise<Moments | null> {
    if (this.#thread === undefined || !await this.#thread.started) return null;
    const state = await this.#thread.ask({ type: "take", id });
    if (this.#failed.has(id)) throw this.#failed.get(id); // known by now, because replies come in order
    return state === null ? null : Moments.from(state);
  }

  /** Ends the thread. */
  [Symbol.dispose](): void {
    this.#thread?.[Symbol.dispose]();
  }
}
