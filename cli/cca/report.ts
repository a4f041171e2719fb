/**
 * The report of `repr cca` from what was found.
 *
 * @module
 */
import type { CcaLayer, CcaPair, CcaReport } from "../../src/report/mod.ts";
import type {
  ActivationLayer,
  Activations,
  FilterComparison,
  LayerComparison,
  SimilarityResult,
} from "../../src/similarity/mod.ts";

/** A layer as the report names it. */
export interface NamedLayer extends ActivationLayer {
  readonly model: number;
  readonly activation: string | null;
}

/** Activations whose layers have names. */
export interface NamedActivations extends Activations {
  readonly layers: readonly NamedLayer[];
}

/** The part of the report that comes from comparing. */
export type CcaFindings = Pick<
  CcaReport,
  "definition" | "observations" | "betweenObservations" | "pool" | "layers" | "between" | "warnings"
>;

/** Digits behind the point: figures from covariances are not better than this. */
const DIGITS = 1e9;

/** Fewer observations than this for each variable make correlations by themselves. */
const LEAST_OBSERVATIONS = 5;

/** Puts what was found into the report's words. */
export function ccaFindings(activations: NamedActivations, found: SimilarityResult): CcaFindings {
  const { layers, images } = activations;
  const { pool } = found;
  return {
    definition: definition(pool, activations),
    observations: images,
    betweenObservations: found.observations,
    pool,
    layers: found.layers.flatMap((layer, place) => {
      const named = layers[place];
      return named === undefined
        ? []
        : [layerOf(named, layer, images, found.pValues?.layers[place] ?? null)];
    }),
    between: found.between.flatMap((pair, place) => {
      const [a, b] = [layers[pair.a], layers[pair.b]];
      return a === undefined || b === undefined
        ? []
        : [pairOf(a, b, pair, found.pValues?.between[place] ?? null)];
    }),
    warnings: warnings(layers, images, found),
  };
}

function definition(pool: number, { layers }: Activations): string {
  const cells = `${pool} x ${pool}`;
  return layers.every(({ height, width }) => height * width === 1)
    ? "Variables are the columns, observations the rows. pairs[i][j] is the first canonical correlation of columns i and j, which for single variables is |r|; pearson is |r| too, oneVsRest a column's multiple correlation on all the others. Between layers canonical correlations of all columns of one with all of the other."
    : `Within a layer a filter's variables are its activation map pooled to ${cells} (the mean over each cell) and the observations are images: pairs[i][j] is the first canonical correlation of filters i and j. pearson[i][j] is |r| with images x positions as observations, oneVsRest[i] the multiple correlation of filter i on all the others, same observations. Between layers variables are filters and observations are images x cells of the pooled map. Activations are taken after bias, batch norm and ReLU.`;
}

function rounded(value: number): number {
  return Math.round(value * DIGITS) / DIGITS;
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
    excess: found.excess,
    pValues: p === null ? null : levels(p),
  };
}

function warnings(
  layers: readonly NamedLayer[],
  images: number,
  { between, observations, pool }: SimilarityResult,
): string[] {
  const single = layers.every(({ height, width }) => height * width === 1);
  const variables = 2 * pool ** 2;
  const few = between.filter(({ a, b }) =>
    observations < LEAST_OBSERVATIONS * ((layers[a]?.channels ?? 0) + (layers[b]?.channels ?? 0))
  );
  const [first] = few;
  const narrow = layers.filter(({ height, width }) => !single && (height < pool || width < pool));
  const scarce = layers.filter(({ height, width, channels }) =>
    images * height * width < LEAST_OBSERVATIONS * channels
  );
  const names = (of: readonly NamedLayer[]) =>
    `${of.slice(0, 3).map(({ name }) => name).join(", ")}${of.length > 3 ? ", …" : ""}`;
  return [
    ...(images < LEAST_OBSERVATIONS * variables
      ? [
        `pairs: ${images} observations for ${variables} variables, fewer than 5 each: look at the chance level`,
      ]
      : []),
    ...(scarce.length > 0
      ? [
        `oneVsRest: fewer than 5 observations for each variable in ${scarce.length} of ${layers.length} layers (${
          names(scarce)
        })`,
      ]
      : []),
    ...(first === undefined ? [] : [
      `between layers: fewer than 5 observations for each variable in ${few.length} of ${between.length} comparisons (such as ${
        layers[first.a]?.name
      } and ${layers[first.b]?.name}: ${observations} for ${
        (layers[first.a]?.channels ?? 0) + (layers[first.b]?.channels ?? 0)
      })`,
    ]),
    ...(narrow.length > 0
      ? [
        `maps smaller than ${pool} x ${pool} repeat positions among their cells: ${names(narrow)}`,
      ]
      : []),
  ];
}
