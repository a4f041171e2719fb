/**
 * Moments within one layer, gathered batch by batch.
 *
 * @module
 */
import { type Matrix, Moments } from "../linalg/mod.ts";
import type { ActivationLayer, Maps } from "./activations.ts";
import { BlockBuffer } from "./block_buffer.ts";
import { byImage, pooled } from "./pool.ts";

/**
 * What is kept of a layer's activations: the covariance of its filters' pooled cells over images, and of its filters over
 * images and positions.
 */
export class LayerMoments {
  /** Variables: each filter's cells side by side; observations: images. */
  readonly cells: Moments;
  /** Variables: filters; observations: images x positions. The same as `cells` for maps of one position. */
  readonly positions: Moments;
  readonly #side: number;
  readonly #buffer: BlockBuffer;

  /** @param side S: each map is pooled to S x S cells. */
  constructor({ channels, height, width }: ActivationLayer, side: number) {
    const single = height * width === 1;
    this.#side = single ? 1 : side;
    this.cells = new Moments(channels * this.#side ** 2);
    this.positions = single ? this.cells : new Moments(channels);
    this.#buffer = new BlockBuffer(this.cells);
  }

  /** Variables of each filter. */
  get cellsOfFilter(): number {
    return this.#side ** 2;
  }

  /**
   * Adds the activations of some images.
   *
   * @param cells The maps pooled to S x S, if that has been done already.
   */
  add(maps: Maps, cells: Matrix = pooled(maps, this.#side)): void {
    const single = this.cells === this.positions;
    this.#buffer.add(single ? positionsOf(maps) : byImage(cells, this.cellsOfFilter));
    if (!single) this.positions.add(positionsOf(maps));
  }

  /** Takes in what was waiting for more. Call it before the moments are read. */
  finish(): void {
    this.#buffer.flush();
  }
}

/** Maps with positions as observations: `[images * height * width, channels]`. */
export function positionsOf({ images, height, width, channels, data }: Maps): Matrix {
  return { rows: images * height * width, columns: channels, data };
}
