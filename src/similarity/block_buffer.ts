/**
 * Small blocks of observations put together before they go into moments, which cost n^2 for each block.
 *
 * @module
 */
import type { Matrix, Moments } from "../linalg/mod.ts";

/** Observations that are worth the cost of a block, at least. */
const LEAST_ROWS = 512;

/** Gathers at most about n observations of n variables: memory stays O(n^2). */
export class BlockBuffer {
  readonly #moments: Moments;
  readonly #rows: number;
  #waiting: Matrix[] = [];
  #count = 0;

  constructor(moments: Moments) {
    this.#moments = moments;
    this.#rows = Math.max(LEAST_ROWS, moments.variables);
  }

  /** Adds observations, `[any number, n]`. */
  add(block: Matrix): void {
    this.#waiting.push(block);
    this.#count += block.rows;
    if (this.#count >= this.#rows) this.flush();
  }

  /** Hands everything that waits to the moments. */
  flush(): void {
    const blocks = this.#waiting;
    const [first] = blocks;
    if (first === undefined) return;
    this.#waiting = [];
    if (blocks.length === 1) {
      this.#moments.add(first);
    } else {
      const columns = this.#moments.variables;
      const data = new Float64Array(this.#count * columns);
      let at = 0;
      for (const block of blocks) {
        data.set(block.data, at);
        at += block.data.length;
      }
      this.#moments.add({ rows: this.#count, columns, data });
    }
    this.#count = 0;
  }
}
