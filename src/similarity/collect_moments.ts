/**
 * One pass over the images, which collects the moments that all comparisons are made from.
 *
 * @module
 */
import { allFinite } from "../finite.ts";
import type { Matrix } from "../linalg/mod.ts";
import type { Rng } from "../rng.ts";
import type { ActivationLayer, ActivationMaps, Activations } from "./activations.ts";
import { attemptComparison, tooMany } from "./attempt.ts";
import { RESOLUTION } from "./dead_variables.ts";
import { JointMoments } from "./joint_moments.ts";
import { LayerMomentCollector, type LayerMoments } from "./layer_moments.ts";
import type { LayerGroup } from "./layer_pairs.ts";
import type { MomentsThread } from "./moments_thread.ts";
import { pooled } from "./pool.ts";
import type { ProgressOptions } from "./progress.ts";
import { shuffledFilters, shuffledImages } from "./shuffle.ts";

/** Two square matrices of so many variables, in 64 bits, take the whole address space of WebAssembly. */
const MOST_VARIABLES = 2 ** 14;

/** The moments of every layer and of every group of layers, of images in their own order or shuffled. */
export class MomentCollector {
  /** By index of the layer, without those of `skipped`; empty until the pass has ended. */
  layers: ReadonlyMap<number, LayerMoments> = new Map();
  /** By index of the group. */
  readonly groups: readonly JointMoments[];
  /** Why layers were left out, by index of the layer. */
  readonly skipped = new Map<number, string>();
  /** Why groups were left out, by index of the group. */
  readonly skippedGroups = new Map<number, string>();
  readonly #layers: readonly ActivationLayer[];
  readonly #collectors: (LayerMomentCollector | undefined)[];
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
    this.#layers = layers;
    this.#collectors = layers.map((layer, index) => {
      const variables = variablesOf(layer, side);
      if (variables < MOST_VARIABLES) return new LayerMomentCollector(layer, side, thread);
      this.skipped.set(index, tooMany(variables));
      return undefined;
    });
    const channelsOf = (index: number) =>
      this.skipped.has(index) ? 0 : layers[index]?.channels ?? 0;
    this.groups = groups.map((group, index) => {
      const channels = group.layers.map(channelsOf);
      const filters = channels.reduce((sum, each) => sum + each, 0);
      if (filters < MOST_VARIABLES) return new JointMoments(group.layers, channels, thread);
      this.skippedGroups.set(index, tooMany(filters));
      return new JointMoments([], [], thread);
    });
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

  /** Leaves a layer out from now on. */
  skip(layer: number, reason: string): void {
    if (!this.skipped.has(layer)) this.skipped.set(layer, reason);
    this.#collectors[layer] = undefined;
  }

  /** Adds one layer's activations on a batch of images. */
  async add(layer: number, maps: ActivationMaps): Promise<void> {
    const collector = this.#collectors[layer];
    if (collector === undefined) return;
    const cells = pooled(maps, this.#side);
    const grouped = this.#grouped.has(layer);
    const rng = this.#rng;
    const added = await attemptComparison(variablesOf(maps, this.#side), async () => {
      if (rng === undefined) await collector.add(maps, cells);
      else await collector.add(shuffledFilters(maps, rng));
    });
    if ("reason" in added) return this.skip(layer, added.reason);
    if (!grouped) return;
    this.#cells.set(layer, rng === undefined ? cells : shuffledImages(cells, this.#side ** 2, rng));
  }

  /** Ends a batch: all layers have been added. */
  async endBatch(): Promise<void> {
    for (const [index, group] of this.groups.entries()) {
      await this.#attemptGroup(index, () => group.add(this.#cells));
    }
    this.#cells = new Map();
  }

  /** Ends the pass. */
  async finish(): Promise<void> {
    const layers = new Map<number, LayerMoments>();
    for (const [index, collector] of this.#collectors.entries()) {
      if (collector === undefined) continue;
      const layer = this.#layers[index];
      const variables = layer === undefined ? 0 : variablesOf(layer, this.#side);
      const finished = await attemptComparison(variables, () => collector.finish());
      if ("reason" in finished) this.skip(index, finished.reason);
      else layers.set(index, finished.result);
    }
    for (const [index, group] of this.groups.entries()) {
      await this.#attemptGroup(index, () => group.finish());
    }
    this.layers = layers;
  }

  async #attemptGroup(index: number, compute: () => Promise<void>): Promise<void> {
    if (this.skippedGroups.has(index)) return;
    const done = await attemptComparison(this.groups[index]?.variables ?? 0, compute);
    if ("reason" in done) this.skippedGroups.set(index, done.reason);
  }
}

/**
 * Reads all images once and adds them to collectors. A layer with NaN or infinite activations is left out.
 *
 * @returns The resolution of each layer's numbers, for {@linkcode deadVariables}.
 */
export async function collectMoments(
  activations: Activations,
  collectors: readonly MomentCollector[],
  { signal, progress }: ProgressOptions,
): Promise<number[]> {
  const { layers, images } = activations;
  let [layer, done] = [0, 0];
  const resolutions: number[] = layers.map(({ precision }) => RESOLUTION[precision ?? "f64"]);
  for await (const maps of activations.read(signal)) {
    signal?.throwIfAborted();
    if (layers[layer]?.precision === undefined && maps.data instanceof Float32Array) {
      resolutions[layer] = RESOLUTION.f32;
    }
    if (!allFinite(maps.data)) {
      const reason = notFinite(maps, done);
      for (const collector of collectors) collector.skip(layer, reason);
    }
    for (const collector of collectors) await collector.add(layer, maps);
    layer = (layer + 1) % layers.length;
    if (layer > 0) continue;
    for (const collector of collectors) await collector.endBatch();
    done += maps.images;
    progress?.({ doing: "reading", done, of: images });
  }
  for (const collector of collectors) await collector.finish();
  return resolutions;
}

/** Variables of a layer's pooled cells. */
function variablesOf(
  { channels, height, width }: Omit<ActivationLayer, "name" | "precision">,
  side: number,
): number {
  return height * width === 1 ? channels : channels * side ** 2;
}

/** @param first Index of the batch's first image. */
function notFinite({ data, height, width, channels }: ActivationMaps, first: number): string {
  const at = data.findIndex((value) => !Number.isFinite(value));
  const observation = first + Math.floor(at / (height * width * channels));
  return `found ${data[at]} in observation ${observation}, filter ${
    at % channels
  }, expected finite numbers`;
}
