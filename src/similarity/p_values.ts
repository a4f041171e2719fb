/**
 * Empirical p-values: how often images in a random order show correlations at least as high.
 *
 * @module
 */
import { Rng } from "../rng.ts";
import type { Activations } from "./activations.ts";
import { collectMoments, MomentCollector } from "./collect_moments.ts";
import type { SimilarityMeasures } from "./compare_layers.ts";
import { compareMoments, type CompareOptions, type Comparisons } from "./compare_moments.ts";
import type { LayerGroup } from "./layer_pairs.ts";
import type { MomentsThread } from "./moments_thread.ts";
import type { ProgressOptions } from "./progress.ts";

/** The p-values of one layer's {@linkcode FilterComparison}. */
export interface FilterPValues {
  /** Shape [filters, filters], row-major. */
  readonly pairs: Float64Array;
  /** Shape [filters, filters], row-major. */
  readonly pearson: Float64Array;
  /** Shape [filters]. */
  readonly oneVsRest: Float64Array;
}

/** P-values of all comparisons. */
export interface PValues {
  /** In the order of {@linkcode Comparisons.layers}. */
  readonly layers: readonly FilterPValues[];
  /** In the order of {@linkcode Comparisons.between}. */
  readonly between: readonly Readonly<Record<keyof SimilarityMeasures, number>>[];
}

/** Bytes of moments that are collected in one pass; more permutations take more passes over the images. */
const MOST_BYTES = 2 ** 30;

/** Options of {@linkcode permutationTest}. */
export interface PermutationOptions extends CompareOptions {
  /** K. */
  readonly permutations: number;
  /** S: maps are pooled to S x S cells. */
  readonly pool: number;
  /** Number of images. */
  readonly images: number;
  /** Of each layer, for {@linkcode deadVariables}. */
  readonly resolutions: readonly number[];
  /** Shares the work. */
  readonly thread: MomentsThread;
}

/**
 * Shuffles the images of every filter (within layers) or every layer (between layers) and compares again, K times. Images
 * are exchanged within batches, so that memory does not grow with their number. Under independence every such order is as
 * likely as the observed one, so p = (1 + number of orders with at least the same value) / (1 + K) is exact.
 *
 * @param observed The comparisons of the images in their own order.
 */
export async function permutationTest(
  observed: Comparisons,
  activations: Activations,
  groups: readonly LayerGroup[],
  options: PermutationOptions,
  { signal, progress, rng = new Rng(0) }: ProgressOptions & { readonly rng?: Rng },
): Promise<PValues> {
  const { permutations, pool, resolutions, thread } = options;
  const { layers } = activations;
  const abort = signal === undefined ? {} : { signal };
  const bytes = MomentCollector.bytes(layers, groups, pool);
  const atOnce = Math.max(1, Math.min(permutations, Math.floor(MOST_BYTES / bytes)));
  const counts = new PermutationCounts(observed);
  for (let done = 0; done < permutations;) {
    const collectors = Array.from(
      { length: Math.min(atOnce, permutations - done) },
      (_, i) =>
        new MomentCollector(layers, groups, pool, thread, rng.split("permutations", done + i)),
    );
    await collectMoments(activations, collectors, abort);
    for (const collector of collectors) {
      counts.add(await compareMoments(collector, groups, options, resolutions, abort));
      done++;
      progress?.({ doing: "permuting", done, of: permutations });
    }
  }
  return counts.pValues(permutations);
}

/** Counts, for every observed value, how many permutations have at least the same value. */
class PermutationCounts {
  readonly #observed: Comparisons;
  readonly #layers: FilterPValues[];
  #between: Record<keyof SimilarityMeasures, number>[];

  constructor(observed: Comparisons) {
    this.#observed = observed;
    this.#layers = observed.layers.map(({ pairs, pearson, oneVsRest }) => ({
      pairs: new Float64Array(pairs.data.length),
      pearson: new Float64Array(pearson.data.length),
      oneVsRest: new Float64Array(oneVsRest.length),
    }));
    this.#between = observed.between.map(() => forMeasures(() => 0));
  }

  /** Adds one permutation. */
  add(shuffled: Comparisons): void {
    const layers = new Map(shuffled.layers.map((layer) => [layer.layer, layer]));
    this.#observed.layers.forEach((own, index) => {
      const [layer, counts] = [layers.get(own.layer), this.#layers[index]];
      if (layer === undefined || counts === undefined) return;
      countAtLeast(layer.pairs.data, own.pairs.data, counts.pairs);
      countAtLeast(layer.pearson.data, own.pearson.data, counts.pearson);
      countAtLeast(layer.oneVsRest, own.oneVsRest, counts.oneVsRest);
    });
    const pairs = new Map(shuffled.between.map((pair) => [`${pair.a},${pair.b}`, pair]));
    this.#between = this.#between.map((counts, index) => {
      const own = this.#observed.between[index];
      const pair = pairs.get(`${own?.a},${own?.b}`);
      return forMeasures((measure) =>
        counts[measure] + ((pair?.[measure] ?? 0) >= (own?.[measure] ?? 0) ? 1 : 0)
      );
    });
  }

  pValues(permutations: number): PValues {
    const p = (count: number) => (1 + count) / (1 + permutations);
    return {
      layers: this.#layers.map(({ pairs, pearson, oneVsRest }) => ({
        pairs: pairs.map(p),
        pearson: pearson.map(p),
        oneVsRest: oneVsRest.map(p),
      })),
      between: this.#between.map((counts) => forMeasures((measure) => p(counts[measure]))),
    };
  }
}

function forMeasures(
  value: (measure: keyof SimilarityMeasures) => number,
): Record<keyof SimilarityMeasures, number> {
  return {
    first: value("first"),
    mean: value("mean"),
    svcca: value("svcca"),
    pwcca: value("pwcca"),
    cka: value("cka"),
    ckaUnbiased: value("ckaUnbiased"),
    procrustes: value("procrustes"),
  };
}

function countAtLeast(
  shuffled: ArrayLike<number>,
  observed: ArrayLike<number>,
  counts: Float64Array,
): void {
  for (let i = 0; i < counts.length; i++) {
    if ((shuffled[i] ?? 0) >= (observed[i] ?? 0)) counts[i] = (counts[i] ?? 0) + 1;
  }
}
