/**
 * The part of a `cca` report that comes from the comparison: figures rounded and named, and warnings.
 *
 * @module
 */
import { listed } from "../listed.ts";
import type { CcaLayer, CcaPair, CcaReport } from "../report/mod.ts";
import type {
  ActivationLayer,
  Activations,
  FilterComparison,
  LayerComparison,
  SimilarityResult,
} from "../similarity/mod.ts";

/** A layer as the report names it. */
export interface NamedLayer extends ActivationLayer {
  /** The model, or file of activations, that the layer belongs to: 1 or 2. */
  readonly model: number;
  /** The layer whose output the activations are; null for a file of activations. */
  readonly activation: string | null;
}

/** Activations of layers that have names. */
export interface NamedActivations extends Activations {
  /** In the order in which the activations are read. */
  readonly layers: readonly NamedLayer[];
}

/** The fields of the report that come from the comparison. */
export type CcaFindings = Pick<
  CcaReport,
  | "definition"
  | "observations"
  | "betweenObservations"
  | "pool"
  | "layers"
  | "between"
  | "skipped"
  | "warnings"
>;

/** Numbers are rounded to nine decimals: rounding errors of covariances reach further than that. */
const UNITS = 1e9;

/** With fewer observations for each variable, even unrelated variables are highly correlated. */
const LEAST_OBSERVATIONS = 5;

/**
 * The findings as the report has them.
 *
 * @param activations What was compared.
 * @param found The result of `similarity` on it.
 * @returns Plain data.
 */
export function ccaFindings(activations: NamedActivations, found: SimilarityResult): CcaFindings {
  const { layers, images } = activations;
  const { pool, pValues } = found;
  return {
    definition: definition(pool, activations),
    observations: images,
    betweenObservations: found.observations,
    pool,
    layers: found.layers.flatMap((layer, index) => {
      const named = layers[layer.layer];
      return named === undefined
        ? []
        : [layerOf(named, layer, images, pValues?.layers[index] ?? null)];
    }),
    between: found.between.flatMap((pair, index) => {
      const [a, b] = [layers[pair.a], layers[pair.b]];
      return a === undefined || b === undefined
        ? []
        : [pairOf(a, b, pair, pValues?.between[index] ?? null)];
    }),
    skipped: found.skipped.map((each) => ({
      layers: each.layers.flatMap((index) => layers[index] ?? [])
        .map(({ name, model }) => ({ name, model })),
      reason: each.reason,
    })),
    warnings: warnings(layers, images, found),
  };
}

function definition(pool: number, { layers }: NamedActivations): string {
  const cells = `${pool} x ${pool}`;
  const what = layers.every(({ height, width }) => height * width === 1)
    ? "Variables are the columns, observations the rows. pairs[i][j] is the first canonical correlation of columns i and j, which for single variables is |r|; pearson is |r| too, oneVsRest a column's multiple correlation on all the others. Between layers canonical correlations of all columns of one with all of the other."
    : `Within a layer a filter's variables are its activation map pooled to ${cells} (the mean over each cell) and the observations are images: pairs[i][j] is the first canonical correlation of filters i and j. pearson[i][j] is |r| with images x positions as observations, oneVsRest[i] the multiple correlation of filter i on all the others, same observations. Between layers variables are filters and observations are images x cells of the pooled map. Chance levels take all observations for independent; those of images count each image once, since positions of one image are related.`;
  const from = layers.some(({ activation }) => activation === null)
    ? "The arrays are taken as the files hold them; whether before or after bias, batch norm and ReLU, a file does not say."
    : "Activations are taken after bias, batch norm and ReLU.";
  return `${what} ${from}`;
}

function rounded(value: number): number {
  return Math.round(value * UNITS) / UNITS;
}

function list(values: Float64Array): number[] {
  return Array.from(values, rounded);
}

function rows(data: Float64Array | Float32Array, size: number): number[][] {
  return Array.from(
    { length: size },
    (_, i) => Array.from(data.subarray(i * size, (i + 1) * size), rounded),
  );
}

function layerOf(
  { name, model, activation, height, width, channels }: NamedLayer,
  found: FilterComparison,
  images: number,
  p: NonNullable<SimilarityResult["pValues"]>["layers"][number] | null,
): CcaLayer {
  return {
    name,
    model,
    activation,
    map: [height, width],
    filters: channels,
    deadFilters: [...found.deadFilters],
    rank: found.rank,
    positions: images * height * width,
    chance: rounded(found.chance.pairs),
    chancePearson: rounded(found.chance.pearson),
    chanceOneVsRest: rounded(found.chance.oneVsRest),
    chanceOfImages: {
      pearson: rounded(found.chanceOfImages.pearson),
      oneVsRest: rounded(found.chanceOfImages.oneVsRest),
    },
    pairs: rows(found.pairs.data, channels),
    pearson: rows(found.pearson.data, channels),
    oneVsRest: list(found.oneVsRest),
    redundant: found.redundant.map(({ filters, correlation }) => ({
      filters: [...filters],
      correlation: rounded(correlation),
    })),
    excess: found.excess,
    pValues: p === null ? null : {
      pairs: rows(p.pairs, channels),
      pearson: rows(p.pearson, channels),
      oneVsRest: list(p.oneVsRest),
    },
  };
}

function pairOf(
  a: NamedLayer,
  b: NamedLayer,
  found: LayerComparison,
  p: NonNullable<SimilarityResult["pValues"]>["between"][number] | null,
): CcaPair {
  const { chance, ckaUnbiased } = found;
  const levels = (of: typeof chance) => ({
    first: rounded(of.first),
    mean: rounded(of.mean),
    svcca: rounded(of.svcca),
    pwcca: rounded(of.pwcca),
    cka: rounded(of.cka),
    ckaUnbiased: rounded(of.ckaUnbiased),
    procrustes: rounded(of.procrustes),
  });
  return {
    a: a.name,
    b: b.name,
    modelA: a.model,
    modelB: b.model,
    correlations: list(found.correlations),
    mean: rounded(found.mean),
    svcca: rounded(found.svcca),
    pwcca: rounded(found.pwcca),
    cka: rounded(found.cka),
    ckaUnbiased: ckaUnbiased === null ? null : rounded(ckaUnbiased),
    procrustes: rounded(found.procrustes),
    ranks: [...found.ranks],
    kept: [...found.kept],
    chance: rounded(chance.first),
    chanceOf: levels(chance),
    chanceOfImages: levels(found.chanceOfImages),
    excess: found.excess,
    pValues: p === null ? null : levels(p),
  };
}

/** One sentence for each layer that was left out, for comparisons with too few observations, and for maps smaller than the pooling. */
function warnings(
  layers: readonly NamedLayer[],
  images: number,
  { between, observations, pool, skipped }: SimilarityResult,
): string[] {
  const messages = skipped.map((each) => {
    const names = each.layers.map((index) => layers[index]?.name ?? index);
    return names.length === 1
      ? `layer ${names[0]} is left out: ${each.reason}`
      : `${names.join(" and ")} are not compared with each other: ${each.reason}`;
  });
  const variables = 2 * pool ** 2;
  if (images < LEAST_OBSERVATIONS * variables) {
    messages.push(
      `pairs: ${images} observations for ${variables} variables, fewer than 5 each: look at the chance level`,
    );
  }
  const scarce = layers.filter(({ height, width, channels }) =>
    images * height * width < LEAST_OBSERVATIONS * channels
  );
  if (scarce.length > 0) {
    messages.push(
      `oneVsRest: fewer than 5 observations for each variable in ${scarce.length} of ${layers.length} layers (${
        namesOf(scarce)
      })`,
    );
  }
  const filters = ({ a, b }: LayerComparison) =>
    (layers[a]?.channels ?? 0) + (layers[b]?.channels ?? 0);
  const few = between.filter((pair) => observations < LEAST_OBSERVATIONS * filters(pair));
  const [first] = few;
  if (first !== undefined) {
    const [a, b] = [layers[first.a]?.name, layers[first.b]?.name];
    messages.push(
      `between layers: fewer than 5 observations for each variable in ${few.length} of ${between.length} comparisons (such as ${a} and ${b}: ${observations} for ${
        filters(first)
      })`,
    );
  }
  const single = layers.every(({ height, width }) => height * width === 1);
  const narrow = layers.filter(({ height, width }) => !single && (height < pool || width < pool));
  if (narrow.length > 0) {
    messages.push(
      `maps smaller than ${pool} x ${pool} repeat positions among their cells: ${namesOf(narrow)}`,
    );
  }
  return messages;
}

function namesOf(layers: readonly NamedLayer[]): string {
  return listed(layers.map(({ name }) => name), 3);
}
