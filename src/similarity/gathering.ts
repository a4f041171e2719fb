/**
 * All moments of one pass over the images.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";
import type { MomentsThread } from "./moments_thread.ts";
import type { Rng } from "../rng.ts";
import type { ActivationLayer, Maps } from "./activations.ts";
import type { Panel } from "./comparisons.ts";
import { JointMoments } from "./joint_moments.ts";
import { LayerGatherer, type LayerMoments } from "./layer_moments.ts";
import { pooled } from "./pool.ts";
import { shuffledFilters, shuffledImages } from "./shuffle.ts";

/** The moments of every layer and of every panel, as they are or with images shuffled. */
export class Gathering {
  /** By place of the layer; empty until the pass has ended. */
  layers: readonly LayerMoments[] = [];
  /** By place of the panel. */
  readonly panels: readonly JointMoments[];
  readonly #gatherers: readonly LayerGatherer[];
  readonly #side: number;
  readonly #rng: Rng | undefined;
  readonly #together: ReadonlySet<number>;
  #cells = new Map<number, Matrix>();

  /**
   * @param side S: maps are pooled to S x S cells.
   * @param thread Shares the work.
   * @param rng Shuffles the images of each filter (within layers) and of each layer (between layers), batch by batch.
   */
  constructor(
    layers: readonly ActivationLayer[],
    panels: readonly Panel[],
    side: number,
    thread: MomentsThread,
    rng?: Rng,
  ) {
    this.#gatherers = layers.map((layer) => new LayerGatherer(layer, side, thread));
    this.panels = panels.map((panel) =>
      new JointMoments(
        panel.layers,
        panel.layers.map((place) => layers[place]?.channels ?? 0),
        thread,
      )
    );
    this.#together = new Set(panels.flatMap((panel) => panel.layers));
    this.#side = side;
    this.#rng = rng;
  }

  /** Bytes that the moments of such layers take. */
  static bytes(layers: readonly ActivationLayer[], panels: readonly Panel[], side: number): number {
    const square = (n: number) => 3 * 8 * n * n; // moments on two threads and what waits for them
    const within = layers.map(({ channels }) => square(channels * side * side) + square(channels));
    const joint = panels.map((panel) =>
      square(panel.layers.reduce((sum, place) => sum + 1 + (layers[place]?.channels ?? 0), 0))
    );
    return [...within, ...joint].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Adds one layer's activations on a batch of images. */
  async add(place: number, maps: Maps): Promise<void> {
    const cells = pooled(maps, this.#side);
    const together = this.#together.has(place);
    if (this.#rng === undefined) {
      await this.#gatherers[place]?.add(maps, cells);
      if (together) this.#cells.set(place, cells);
    } else {
      await this.#gatherers[place]?.add(shuffledFilters(maps, this.#rng));
      if (together) this.#cells.set(place, shuffledImages(cells, this.#side ** 2, this.#rng));
    }
  }

  /** Ends a batch: all its layers have been added. */
  async endBatch(): Promise<void> {
    for (const panel of this.panels) await panel.add(this.#cells);
    this.#cells = new Map();
  }

  /** Ends the pass. */
  async finish(): Promise<void> {
    const layers: LayerMoments[] = [];
    for (const gatherer of this.#gatherers) layers.push(await gatherer.finish());
    for (const panel of this.panels) await panel.finish();
    this.layers = layers;
  }
}
