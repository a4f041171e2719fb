/**
 * How correlated the features of layers are, within layers and between them.
 *
 * @module
 */
import type { Rng } from "../rng.ts";
import { InputError } from "../errors.ts";
import type { Activations } from "./activations.ts";
import { collectMoments, MomentCollector } from "./collect_moments.ts";
import { compareMoments, type Comparisons } from "./compare_moments.ts";
import { type Between, layerGroups } from "./layer_pairs.ts";
import { MomentsThread } from "./moments_thread.ts";
import { permutationTest, type PValues } from "./p_values.ts";
import type { ProgressOptions } from "./progress.ts";

/** Options of {@linkcode similarity}. */
export interface SimilarityOptions extends ProgressOptions {
  /** S: maps are pooled to S x S cells; 1 if no layer has more than one position. @default 2 */
  readonly pool?: number;
  /** Which layers are compared with each other. @default "auto" */
  readonly between?: Between;
  /** Index of the second model's first layer. @default the number of layers: there is one model */
  readonly split?: number;
  /** Fraction of the variance that SVCCA's directions have. @default 0.99 */
  readonly variance?: number;
  /**
   * Directions with at most this fraction of the largest variance are empty, variables scaled to variance 1.
   *
   * @default 1e-10
   */
  readonly tolerance?: number;
  /** Filters whose pairs have at least this correlation are redundant. @default 0.95 */
  readonly redundantAbove?: number;
  /** Number of permutations for empirical p-values. @default 0 */
  readonly permutations?: number;
  /** Threads that collect moments, at most 2; the bits of the results do not depend on it. @default 2 */
  readonly threads?: number;
  /** Its streams `permutations` shuffle the images. @default `new Rng(0)` */
  readonly rng?: Rng;
}

/** Result of {@linkcode similarity}. */
export interface SimilarityResult extends Comparisons {
  /** The S that maps were pooled to. */
  readonly pool: number;
  /** Images x cells: the number of observations of the comparisons between layers. */
  readonly observations: number;
  /** Empirical p-values; null without permutations. */
  readonly pValues: PValues | null;
}

/**
 * Compares filters within layers and layers with each other, in one pass over the images (and further passes for
 * permutations). Memory grows with the square of the number of filters, not with the number of images.
 *
 * Within a layer, a filter's variables are its activation map pooled to S x S, and the observations are images (`pairs`) or
 * images x positions (`pearson`, `oneVsRest`). Between layers, the variables are filters and the observations are images x
 * cells.
 *
 * A layer with NaN or infinite activations, or with more variables than fit into memory, is left out; `skipped` says why.
 *
 * @param activations The layers' activations.
 * @param options What is compared and how.
 * @returns Comparisons of the filters of each layer, and of pairs of layers.
 * @throws {RangeError} If there is no image or layer.
 * @throws {InputError} If no layer can be compared.
 *
 * @example Two layers, given as tables of 4 observations; the second is a linear function of the first
 * ```ts
 * import assert from "node:assert/strict";
 * import { type ActivationMaps, similarity } from "./mod.ts";
 * const table = (...data: number[]): ActivationMaps => ({
 *   images: 4,
 *   height: 1,
 *   width: 1,
 *   channels: data.length / 4,
 *   data: Float64Array.from(data),
 * });
 * const tables = [table(1, 0, 0, 1, -1, 0, 0, 5), table(2, -2, -2, -10)];
 * const { between: [pair], layers: [first] } = await similarity({
 *   layers: tables.map((maps, index) => ({ ...maps, name: `layer ${index}` })),
 *   images: 4,
 *   async *read() {
 *     yield* tables;
 *   },
 * });
 * assert.equal(first?.rank, 2);
 * assert.equal(pair?.correlations[0]?.toFixed(6), "1.000000");
 * ```
 */
export async function similarity(
  activations: Activations,
  options: SimilarityOptions = {},
): Promise<SimilarityResult> {
  const settings = withDefaults(activations, options);
  const { layers } = activations;
  const channels = layers.map((layer) => layer.channels);
  const groups = layerGroups(settings.between, channels, settings.split);
  using thread = new MomentsThread((options.threads ?? 2) > 1);
  const collector = new MomentCollector(layers, groups, settings.pool, thread);
  const resolutions = await collectMoments(activations, [collector], options);
  const comparisons = await compareMoments(collector, groups, settings, resolutions, options);
  const [first] = comparisons.skipped;
  if (comparisons.layers.length === 0 && first !== undefined) {
    const name = layers[first.layers[0] ?? 0]?.name ?? "the layers";
    const others = layers.length > 1 ? ", and no other layer can be compared either" : "";
    throw new InputError(`Cannot compare ${name}: ${first.reason}${others}`);
  }
  const pValues = settings.permutations === 0 ? null : await permutationTest(
    comparisons,
    activations,
    groups,
    { ...settings, resolutions, thread },
    options,
  );
  return {
    ...comparisons,
    pool: settings.pool,
    observations: activations.images * settings.pool ** 2,
    pValues,
  };
}

function withDefaults({ layers, images }: Activations, options: SimilarityOptions) {
  return {
    images,
    pool: layers.every(({ height, width }) => height * width === 1) ? 1 : options.pool ?? 2,
    between: options.between ?? "auto",
    split: options.split ?? layers.length,
    variance: options.variance ?? 0.99,
    tolerance: options.tolerance ?? 1e-10,
    redundantAbove: options.redundantAbove ?? 0.95,
    permutations: options.permutations ?? 0,
  };
}
