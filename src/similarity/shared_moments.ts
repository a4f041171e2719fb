import { type Matrix, Moments } from "../linalg/mod.ts";
import { WORK_PER_THREAD } from "../threads/mod.ts";
import type { MomentsThread } from "./moments_thread.ts";

/** Work from which on blocks are shared: a pass must be long enough for half of it to outweigh a worker's start. */
const SHARED_FROM = 3 * WORK_PER_THREAD;

/**
 * {@linkcode Moments} that two threads collect. Which thread gets which block depends on the blocks alone, so the bits of the
 * result do not depend on whether there is a second thread, or on how fast it is.
 */
export class SharedMoments {
  /** Number of variables, n. */
  readonly variables: number;
  readonly #thread: MomentsThread;
  readonly #id: number;
  readonly #own: Moments;
  #other: Moments | undefined;
  #work = 0;
  /** Work that this thread has done more than the other. */
  #ahead = 0;

  /**
   * @param variables Number of variables, n.
   * @param thread The second thread; several moments may share it.
   */
  constructor(variables: number, thread: MomentsThread) {
    this.variables = variables;
    this.#thread = thread;
    this.#id = thread.newId();
    this.#own = new Moments(variables);
  }

  /**
   * Adds a block of observations, `[any number, n]`.
   *
   * @throws {RangeError} As {@linkcode Moments.add}. For a block of the other thread, `finish` throws it.
   */
  async add(block: Matrix): Promise<void> {
    const work = block.rows * this.variables ** 2; // the outer products are symmetric: half as many multiplications, in f64
    this.#work += work;
    if (this.#work < SHARED_FROM || this.#ahead <= 0) {
      if (this.#work >= SHARED_FROM) this.#ahead += work;
      return this.#own.add(block);
    }
    this.#ahead -= work;
    if (this.#other === undefined && await this.#thread.add(this.#id, block)) return;
    this.#other ??= new Moments(this.variables);
    this.#other.add(block);
  }

  /** The moments of all blocks. Nothing may be added after this. */
  async finish(): Promise<Moments> {
    const other = this.#other ?? await this.#thread.take(this.#id);
    if (other !== null) this.#own.merge(other);
    return this.#own;
  }
}
