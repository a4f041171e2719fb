/**
 * Joins small blocks of observations, because adding a block to moments costs n^2 operations for any number of rows.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";
import type { SharedMoments } from "./shared_moments.ts";

/** A block that is added to moments has at least so many observations. */
const LEAST_ROWS = 512;

/** Buffers about n observations of n variables at most, so memory is O(n^2). */
export class BlockBuffer {
  readonly #moments: SharedMoments;
  readonly #rows: number;
  #buffered: Matrix[] = [];
  #count = 0;

  /** @param moments What the observations are added to. */
  constructor(moments: SharedMoments) {
    this.#moments = moments;
    this.#rows = Math.max(LEAST_ROWS, moments.variables);
  }

  /** Adds observations, `[any number, n]`. */
  async add(block: Matrix): Promise<void> {
    this.#buffered.push(block);
    this.#count += block.rows;
    if (this.#count >= this.#rows) await this.flush();
  }

  /** Adds the buffered observations to the moments. */
  async flush(): Promise<void> {
    const blocks = this.#buffered;
    const [first] = blocks;
    if (first === undefined) return;
    const rows = this.#count;
    this.#buffered = [];
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
