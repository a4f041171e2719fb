/**
 * Empirical p-values: how often do images in a random order do as well?
 *
 * @module
 */
import type { MomentsThread } from "./moments_thread.ts";
import { Rng } from "../rng.ts";
import type { Activations } from "./activations.ts";
import type { Measures } from "./between.ts";
import type { Panel } from "./comparisons.ts";
import { Gathering } from "./gathering.ts";
import { compared, type CompareSettings, type Found, gather, type Hearing } from "./comparing.ts";

/** The measures that have p-values. */
export const TESTED = [
  "first",
  "mean",
  "svcca",
  "pwcca",
  "cka",
  "ckaUnbiased",
  "procrustes",
] as const;

/** One layer's p-values. */
export interface WithinPValues {
  /** `[filters * filters]`, row-major. */
  readonly pairs: Float64Array;
  /** `[filters * filters]`, row-major. */
  readonly pearson: Float64Array;
  /** `[filters]`. */
  readonly oneVsRest: Float64Array;
}

/** The p-values of everything, in the order of what they belong to. */
export interface PValues {
  readonly layers: readonly WithinPValues[];
  readonly between: readonly Readonly<Record<keyof Measures, number>>[];
}

/** Bytes of moments that are gathered at once; more permutations take more passes over the images. */
const MOST_BYTES = 2 ** 30;

/** Options of {@linkcode permutationTest}. */
export interface PermutationSettings extends CompareSettings {
  /** K. */
  readonly permutations: number;
  /** S: maps are pooled to S x S cells. */
  readonly pool: number;
  /** As {@linkcode deadVariables} takes it. */
  readonly resolution: number;
  /** Shares the work. */
  readonly thread: MomentsThread;
}

/**
 * Shuffles the images of every filter (within layers) or every layer (between layers) and compares again, K times. Images
 * are exchanged within batches, so that memory does not grow with their number; under independence every such order is
 * as likely as the one that was seen, and p = (1 + times as high) / (1 + K) is exact.
 *
 * @param found What the images show in their own order.
 */
export async function permutationTest(
  found: Found,
  activations: Activations,
  chosen: readonly Panel[],
  settings: PermutationSettings,
  options: Hearing & { readonly rng?: Rng },
): Promise<PValues> {
  const { permutations, pool, resolution, thread } = settings;
  const { signal, progress, rng = new Rng(0) } = options;
  const told = signal === undefined ? {} : { signal };
  const bytes = Gathering.bytes(activations.layers, chosen, pool);
  const atOnce = Math.max(1, Math.min(permutations, Math.floor(MOST_BYTES / bytes)));
  const higher = new Higher(found);
  for (let done = 0; done < permutations;) {
    const gatherings = Array.from(
      { length: Math.min(atOnce, permutations - done) },
      (_, i) =>
        new Gathering(
          activations.layers,
          chosen,
          pool,
          thread,
          rng.split("permutations", done + i),
        ),
    );
    await gather(activations, gatherings, told);
    for (const gathering of gatherings) {
      higher.count(compared(gathering, chosen, settings, resolution, told));
      done++;
      progress?.({ doing: "permuting", done, of: permutations });
    }
  }
  return higher.pValues(permutations);
}

/** Counts how often shuffled images do at least as well. */
class Higher {
  readonly #found: Found;
  readonly #layers: WithinPValues[];
  readonly #between: Record<keyof Measures, number>[];

  constructor(found: Found) {
    this.#found = found;
    this.#layers = found.layers.map(({ pairs, pearson, oneVsRest }) => ({
      pairs: new Float64Array(pairs.data.length),
      pearson: new Float64Array(pearson.data.length),
      oneVsRest: new Float64Array(oneVsRest.length),
    }));
    this.#between = found.between.map(() => ({
      first: 0,
      mean: 0,
      svcca: 0,
      pwcca: 0,
      cka: 0,
      ckaUnbiased: 0,
      procrustes: 0,
    }));
  }

  count(shuffled: Found): void {
    shuffled.layers.forEach((layer, place) => {
      const [own, counts] = [this.#found.layers[place], this.#layers[place]];
      if (own === undefined || counts === undefined) return;
      countHigher(layer.pairs.data, own.pairs.data, counts.pairs);
      countHigher(layer.pearson.data, own.pearson.data, counts.pearson);
      countHigher(layer.oneVsRest, own.oneVsRest, counts.oneVsRest);
    });
    shuffled.between.forEach((pair, place) => {
      const [own, counts] = [this.#found.between[place], this.#between[place]];
      if (own === undefined || counts === undefined) return;
      for (const measure of TESTED) {
        if ((pair[measure] ?? 0) >= (own[measure] ?? 0)) counts[measure]++;
      }
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
      between: this.#between.map((counts) => ({
        first: p(counts.first),
        mean: p(counts.mean),
        svcca: p(counts.svcca),
        pwcca: p(counts.pwcca),
        cka: p(counts.cka),
        ckaUnbiased: p(counts.ckaUnbiased),
        procrustes: p(counts.procrustes),
      })),
    };
  }
}

function countHigher(
  shuffled: ArrayLike<number>,
  own: ArrayLike<number>,
  counts: Float64Array,
): void {
  for (let i = 0; i < counts.length; i++) {
    if ((shuffled[i] ?? 0) >= (own[i] ?? 0)) counts[i] = (counts[i] ?? 0) + 1;
  }
}
