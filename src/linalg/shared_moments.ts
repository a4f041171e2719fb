import type { Matrix } from "./matrix.ts";
import { Moments } from "./moments.ts";
import type { MomentsThread } from "./moments_thread.ts";

/** Multiplications from which on a second thread is worth its start: about 0.1 seconds' work. */
const WORTHWHILE = 1.5e9;

/**
 * {@linkcode Moments} gathered by two threads. Which block goes where depends on the blocks alone, so the result's bits do
 * not depend on whether there is a second thread, or how fast it is.
 */
export class SharedMoments {
  /** Number of variables, n. */
  readonly variables: number;
  readonly #thread: MomentsThread;
  readonly #id: number;
  readonly #own: Moments;
  #other: Moments | undefined;
  #work = 0;
  /** Multiplications that this thread has done more than the other. */
  #ahead = 0;

  /**
   * @param variables Number of variables, n.
   * @param thread The second thread; others may share it.
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
   * @throws {RangeError} As {@linkcode Moments.add}; for a block of the other thread's, `finish` does.
   */
  async add(block: Matrix): Promise<void> {
    const work = block.rows * this.variables ** 2;
    this.#work += work;
    if (this.#work < WORTHWHILE || this.#ahead <= 0) {
      if (this.#work >= WORTHWHILE) this.#ahead += work;
      return this.#own.add(block);
    }
    this.#ahead -= work;
    if (this.#other === undefined && await this.#thread.add(this.#id, block)) return;
    this.#other ??= new Moments(this.variables);
    this.#other.add(block);
  }

  /** The moments of all blocks. Nothing may be added any more. */
  async finish(): Promise<Moments> {
    const other = this.#other ?? await this.#thread.take(this.#id);
    if (other !== null) this.#own.merge(other);
    return this.#own;
  }
}
