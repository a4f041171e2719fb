/**
 * One pass over the images, which collects the moments that all comparisons are made from.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";
import type { Rng } from "../rng.ts";
import type { ActivationLayer, ActivationMaps, Activations } from "./activations.ts";
import { RESOLUTION } from "./dead_variables.ts";
import { JointMoments } from "./joint_moments.ts";
import { LayerMomentCollector, type LayerMoments } from "./layer_moments.ts";
import type { LayerGroup } from "./layer_pairs.ts";
import type { MomentsThread } from "./moments_thread.ts";
import { pooled } from "./pool.ts";
import type { ProgressOptions } from "./progress.ts";
import { shuffledFilters, shuffledImages } from "./shuffle.ts";

/** The moments of every layer and of every group of layers, of images in their own order or shuffled. */
export class MomentCollector {
  /** By index of the layer; empty until the pass has ended. */
  layers: readonly LayerMoments[] = [];
  /** By index of the group. */
  readonly groups: readonly JointMoments[];
  readonly #collectors: readonly LayerMomentCollector[];
  readonly #side: number;
  readonly #rng: Rng | undefined;
  readonly #grouped: ReadonlySet<number>;
  #cells = new Map<number, Matrix>();

  /**
   * @param layers The layers of the activations.
   * @param groups Which layers are compared.
   * @param side S: maps are pooled to S x S cells.
   * @param thread Shares the work.
   * @param rng Shuffles the images of each filter (within layers) and of each layer (between layers), batch by batch.
   */
  constructor(
    layers: readonly ActivationLayer[],
    groups: readonly LayerGroup[],
    side: number,
    thread: MomentsThread,
    rng?: Rng,
  ) {
    this.#collectors = layers.map((layer) => new LayerMomentCollector(layer, side, thread));
    this.groups = groups.map((group) =>
      new JointMoments(
        group.layers,
        group.layers.map((index) => layers[index]?.channels ?? 0),
        thread,
      )
    );
    this.#grouped = new Set(groups.flatMap((group) => group.layers));
    this.#side = side;
    this.#rng = rng;
  }

  /** How many bytes the moments of such layers take. */
  static bytes(
    layers: readonly ActivationLayer[],
    groups: readonly LayerGroup[],
    side: number,
  ): number {
    const square = (n: number) => 3 * 8 * n * n; // moments on two threads, and blocks that wait for them
    const within = layers.map(({ channels }) => square(channels * side * side) + square(channels));
    const joint = groups.map((group) =>
      square(group.layers.reduce((sum, index) => sum + 1 + (layers[index]?.channels ?? 0), 0))
    );
    return [...within, ...joint].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Adds one layer's activations on a batch of images. */
  async add(layer: number, maps: ActivationMaps): Promise<void> {
    const cells = pooled(maps, this.#side);
    const grouped = this.#grouped.has(layer);
    if (this.#rng === undefined) {
      await this.#collectors[layer]?.add(maps, cells);
      if (grouped) this.#cells.set(layer, cells);
    } else {
      await this.#collectors[layer]?.add(shuffledFilters(maps, this.#rng));
      if (grouped) this.#cells.set(layer, shuffledImages(cells, this.#side ** 2, this.#rng));
    }
  }

  /** Ends a batch: all layers have been added. */
  async endBatch(): Promise<void> {
    for (const group of this.groups) await group.add(this.#cells);
    this.#cells = new Map();
  }

  /** Ends the pass. */
  async finish(): Promise<void> {
    const layers: LayerMoments[] = [];
    for (const collector of this.#collectors) layers.push(await collector.finish());
    for (const group of this.groups) await group.finish();
    this.layers = layers;
  }
}

/**
 * Reads all images once and adds them to collectors.
 *
 * @returns The resolution of the numbers that were read, for {@linkcode deadVariables}.
 */
export async function collectMoments(
  activations: Activations,
  collectors: readonly MomentCollector[],
  { signal, progress }: ProgressOptions,
): Promise<number> {
  const { layers, images } = activations;
  let [layer, done] = [0, 0];
  let resolution: number = RESOLUTION.f64;
  for await (const maps of activations.read(signal)) {
    signal?.throwIfAborted();
    if (maps.data instanceof Float32Array) resolution = RESOLUTION.f32;
    for (const collector of collectors) await collector.add(layer, maps);
    layer = (layer + 1) % layers.length;
    if (layer > 0) continue;
    for (const collector of collectors) await collector.endBatch();
    done += maps.images;
    progress?.({ doing: "reading", done, of: images });
  }
  for (const collector of collectors) await collector.finish();
  return resolution;
}
