/**
 * All moments of one pass over the images.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";
import type { Rng } from "../rng.ts";
import type { ActivationLayer, Maps } from "./activations.ts";
import type { Panel } from "./comparisons.ts";
import { JointMoments } from "./joint_moments.ts";
import { LayerMoments } from "./layer_moments.ts";
import { pooled } from "./pool.ts";
import { shuffledFilters, shuffledImages } from "./shuffle.ts";

/** The moments of every layer and of every panel, as they are or with images shuffled. */
export class Gathering {
  /** By place of the layer. */
  readonly layers: readonly LayerMoments[];
  /** By place of the panel. */
  readonly panels: readonly JointMoments[];
  readonly #side: number;
  readonly #rng: Rng | undefined;
  readonly #together: ReadonlySet<number>;
  #cells = new Map<number, Matrix>();

  /**
   * @param side S: maps are pooled to S x S cells.
   * @param rng Shuffles the images of each filter (within layers) and of each layer (between layers), batch by batch.
   */
  constructor(
    layers: readonly ActivationLayer[],
    panels: readonly Panel[],
    side: number,
    rng?: Rng,
  ) {
    this.layers = layers.map((layer) => new LayerMoments(layer, side));
    this.panels = panels.map((panel) =>
      new JointMoments(panel.layers, panel.layers.map((place) => layers[place]?.channels ?? 0))
    );
    this.#together = new Set(panels.flatMap((panel) => panel.layers));
    this.#side = side;
    this.#rng = rng;
  }

  /** Bytes that the moments of such layers take. */
  static bytes(layers: readonly ActivationLayer[], panels: readonly Panel[], side: number): number {
    const square = (n: number) => 2 * 8 * n * n; // the moments and what waits for them
    const within = layers.map(({ channels }) => square(channels * side * side) + square(channels));
    const joint = panels.map((panel) =>
      square(panel.layers.reduce((sum, place) => sum + 1 + (layers[place]?.channels ?? 0), 0))
    );
    return [...within, ...joint].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Adds one layer's activations on a batch of images. */
  add(place: number, maps: Maps): void {
    const cells = pooled(maps, this.#side);
    const together = this.#together.has(place);
    if (this.#rng === undefined) {
      this.layers[place]?.add(maps, cells);
      if (together) this.#cells.set(place, cells);
    } else {
      this.layers[place]?.add(shuffledFilters(maps, this.#rng));
      if (together) this.#cells.set(place, shuffledImages(cells, this.#side ** 2, this.#rng));
    }
  }

  /** Ends a batch: all its layers have been added. */
  endBatch(): void {
    for (const panel of this.panels) panel.add(this.#cells);
    this.#cells = new Map();
  }

  /** Ends the pass. */
  finish(): void {
    for (const layer of this.layers) layer.finish();
    for (const panel of this.panels) panel.finish();
  }
}
