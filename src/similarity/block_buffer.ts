/**
 * Small blocks of observations put together before they go into moments, which cost n^2 for each block.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";
import type { SharedMoments } from "./shared_moments.ts";

/** Observations that are worth the cost of a block, at least. */
const LEAST_ROWS = 512;

/** Gathers at most about n observations of n variables: memory stays O(n^2). */
export class BlockBuffer {
  readonly #moments: SharedMoments;
  readonly #rows: number;
  #waiting: Matrix[] = [];
  #count = 0;

  constructor(moments: SharedMoments) {
    this.#moments = moments;
    this.#rows = Math.max(LEAST_ROWS, moments.variables);
  }

  /** Adds observations, `[any number, n]`. */
  async add(block: Matrix): Promise<void> {
    this.#waiting.push(block);
    this.#count += block.rows;
    if (this.#count >= this.#rows) await this.flush();
  }

  /** Hands everything that waits to the moments. */
  async flush(): Promise<void> {
    const blocks = this.#waiting;
    const [first] = blocks;
    if (first === undefined) return;
    const rows = this.#count;
    this.#waiting = [];
    this.#count = 0;
    if (blocks.length === 1) return await this.#moments.add(first);
    const columns = this.#moments.variables;
    const data = new Float64Array(rows * columns);
    let at = 0;
    for (const block of blocks) {
      data.set(block.data, at);
      at += block.data.length;
    }
    await this.#moments.add({ rows, columns, data });
  }
}
