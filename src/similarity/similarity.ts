/**
 * How correlated layers' features are, within layers and between them.
 *
 * @module
 */
import { MomentsThread } from "./moments_thread.ts";
import type { Rng } from "../rng.ts";
import type { Activations } from "./activations.ts";
import { compared, type Found, gather, type Hearing } from "./comparing.ts";
import { type Between, panels } from "./comparisons.ts";
import { Gathering } from "./gathering.ts";
import { permutationTest, type PValues } from "./p_values.ts";

/** Options of {@linkcode similarity}. */
export interface SimilarityOptions extends Hearing {
  /** S: maps are pooled to S x S cells; where no layer has more than one position it is 1. @default 2 */
  readonly pool?: number;
  /** Which layers are compared. @default "auto" */
  readonly between?: Between;
  /** Where the second model's layers begin. @default the number of layers: there is one model */
  readonly split?: number;
  /** Fraction of the variance that SVCCA's directions carry. @default 0.99 */
  readonly variance?: number;
  /**
   * Directions with at most this fraction of the largest variance are empty, variables scaled to variance 1.
   *
   * @default 1e-10
   */
  readonly tolerance?: number;
  /** Filters whose pairs are correlated at least so much are redundant. @default 0.95 */
  readonly redundantAbove?: number;
  /** Shuffles for empirical p-values. @default 0 */
  readonly permutations?: number;
  /** Threads that gather moments, at most 2; the results' bits do not depend on it. @default 2 */
  readonly threads?: number;
  /** Shuffles with its stream `permutations`. Needed if there are any. */
  readonly rng?: Rng;
}

/** What {@linkcode similarity} finds. */
export interface Similarity extends Found {
  /** S as it was used. */
  readonly pool: number;
  /** Images x cells: what the comparison between layers observed. */
  readonly observations: number;
  /** Empirical p-values; null without permutations. */
  readonly pValues: PValues | null;
}

/**
 * Compares layers' filters with each other and layers with each other, in one pass over the images (and more for
 * permutations). Memory grows with the square of the number of filters, not with the images.
 *
 * Within a layer a filter's variables are its activation map pooled to S x S and the observations are images (`pairs`), or
 * images x positions (`pearson`, `oneVsRest`). Between layers variables are filters and observations images x cells.
 *
 * @throws {RangeError} If there is no image or layer, or the moments do not fit into memory.
 */
export async function similarity(
  activations: Activations,
  options: SimilarityOptions = {},
): Promise<Similarity> {
  const settings = withDefaults(activations, options);
  const { layers } = activations;
  const chosen = panels(settings.between, layers.map(({ channels }) => channels), settings.split);
  using thread = new MomentsThread((options.threads ?? 2) > 1);
  const gathering = new Gathering(layers, chosen, settings.pool, thread);
  const resolution = await gather(activations, [gathering], options);
  const found = {
    ...compared(gathering, chosen, settings, resolution, options),
    pool: settings.pool,
    observations: activations.images * settings.pool ** 2,
  };
  if (settings.permutations === 0) return { ...found, pValues: null };
  const pValues = await permutationTest(
    found,
    activations,
    chosen,
    { ...settings, resolution, thread },
    options,
  );
  return { ...found, pValues };
}

function withDefaults({ layers }: Activations, options: SimilarityOptions) {
  return {
    pool: layers.every(({ height, width }) => height * width === 1) ? 1 : options.pool ?? 2,
    between: options.between ?? "auto",
    split: options.split ?? layers.length,
    variance: options.variance ?? 0.99,
    tolerance: options.tolerance ?? 1e-10,
    redundantAbove: options.redundantAbove ?? 0.95,
    permutations: options.permutations ?? 0,
  };
}
