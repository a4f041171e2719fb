/**
 * Moments within one layer, collected batch by batch.
 *
 * @module
 */
import { type Matrix, type Moments } from "../linalg/mod.ts";
import { SharedMoments } from "./shared_moments.ts";
import type { MomentsThread } from "./moments_thread.ts";
import type { ActivationLayer, ActivationMaps } from "./activations.ts";
import { BlockBuffer } from "./block_buffer.ts";
import { byImage, pooled } from "./pool.ts";

/** Moments of a layer's activations. */
export interface LayerMoments {
  /** The variables are the pooled cells of each filter, side by side; the observations are images. */
  readonly cells: Moments;
  /** The variables are filters, the observations images x positions. The same object as `cells` for maps of one position. */
  readonly positions: Moments;
  /** Variables of each filter in `cells`. */
  readonly cellsOfFilter: number;
}

/** Collects {@linkcode LayerMoments}. */
export class LayerMomentCollector {
  readonly #side: number;
  readonly #cells: SharedMoments;
  /** Undefined for maps of one position. */
  readonly #positions: SharedMoments | undefined;
  readonly #buffer: BlockBuffer;

  /**
   * @param side S: each map is pooled to S x S cells.
   * @param thread Shares the work.
   */
  constructor({ channels, height, width }: ActivationLayer, side: number, thread: MomentsThread) {
    const single = height * width === 1;
    this.#side = single ? 1 : side;
    this.#cells = new SharedMoments(channels * this.#side ** 2, thread);
    this.#positions = single ? undefined : new SharedMoments(channels, thread);
    this.#buffer = new BlockBuffer(this.#cells);
  }

  /**
   * Adds the activations of some images.
   *
   * @param maps The activations.
   * @param cells The maps pooled to S x S, if the caller has them already.
   */
  async add(maps: ActivationMaps, cells: Matrix = pooled(maps, this.#side)): Promise<void> {
    if (this.#positions === undefined) return await this.#buffer.add(positionsOf(maps));
    await this.#buffer.add(byImage(cells, this.#side ** 2));
    await this.#positions.add(positionsOf(maps));
  }

  /** The moments. Nothing may be added after this. */
  async finish(): Promise<LayerMoments> {
    await this.#buffer.flush();
    const cells = await this.#cells.finish();
    const positions = await this.#positions?.finish() ?? cells;
    return { cells, positions, cellsOfFilter: this.#side ** 2 };
  }
}

/** Maps with positions as observations: `[images * height * width, channels]`. */
export function positionsOf({ images, height, width, channels, data }: ActivationMaps): Matrix {
  return { rows: images * height * width, columns: channels, data };
}
