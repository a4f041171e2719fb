/**
 * The report of `repr cca`.
 *
 * @module
 */
import Type, { type Static, type TArray, type TNumber } from "typebox";
import { BackendFacts } from "./run_facts.ts";
import { closed, Count, headerFields } from "./report_header.ts";

const Unit = Type.Number({ minimum: 0, maximum: 1 });
const Units = Type.Array(Unit);
const UnitMatrix: TArray<TArray<TNumber>> = Type.Array(Units);
const Excess = Type.Number({
  minimum: 0,
  description: "how far a correlation was above 1, from rounding, before it was clamped",
});
const Side = Type.Integer({ minimum: 1, maximum: 2, description: "which of the models called" });

/** Schema of one layer of a report of `repr cca`. */
export const CcaLayer = Type.Object({
  name: Type.String(),
  model: Side,
  activation: Type.Union([Type.String(), Type.Null()], {
    description: "the layer whose output the activations are: after batch norm and activation",
  }),
  map: Type.Array(Type.Integer({ minimum: 1 }), { description: "[height, width]" }),
  filters: Type.Integer({ minimum: 1 }),
  deadFilters: Type.Array(Count, { description: "filters that do not vary" }),
  rank: Type.Integer({ minimum: 0, description: "linearly independent filters" }),
  positions: Type.Integer({
    minimum: 1,
    description: "observations of pearson and oneVsRest: images x positions",
  }),
  chance: Type.Number({
    minimum: 0,
    maximum: 1,
    description: "level that pairs of independent filters reach",
  }),
  chancePearson: Unit,
  chanceOneVsRest: Unit,
  chanceOfImages: Type.Optional(
    Type.Object(
      { pearson: Unit, oneVsRest: Unit },
      closed("the levels if only images are independent observations"),
    ),
  ),
  pairs: Type.Array(Units, {
    description: "first canonical correlation of filters i and j; 0 for a dead filter",
  }),
  pearson: Type.Array(Units, { description: "|r| of filters i and j" }),
  oneVsRest: Type.Array(Unit, {
    description: "multiple correlation of filter i on all the others",
  }),
  redundant: Type.Array(
    Type.Object({ filters: Type.Array(Count), correlation: Unit }, closed("one group")),
    { description: "groups of filters any two of which have at least this correlation in pairs" },
  ),
  excess: Excess,
  pValues: Type.Union([
    Type.Object(
      { pairs: UnitMatrix, pearson: UnitMatrix, oneVsRest: Units },
      closed("fraction of shuffles of the images that reach the value"),
    ),
    Type.Null(),
  ]),
}, closed("one layer"));

const measures = {
  mean: Type.Number({ minimum: 0, maximum: 1, description: "of the canonical correlations" }),
  svcca: Unit,
  pwcca: Unit,
  cka: Type.Number({ minimum: 0, maximum: 1, description: "linear, biased" }),
  ckaUnbiased: Type.Union([Type.Number({ maximum: 1 }), Type.Null()]),
  procrustes: Type.Number({
    minimum: 0,
    maximum: 1,
    description: "nuclear norm of the cross-covariance of activations of norm 1",
  }),
};

const Levels = Type.Object({
  first: Unit,
  mean: Unit,
  svcca: Unit,
  pwcca: Unit,
  cka: Unit,
  ckaUnbiased: Unit,
  procrustes: Unit,
}, closed("a number for each measure; first is the first canonical correlation"));

/** Schema of two layers, compared. */
export const CcaPair = Type.Object({
  a: Type.String(),
  b: Type.String(),
  modelA: Side,
  modelB: Side,
  correlations: Type.Array(Unit, { description: "canonical correlations, descending" }),
  ...measures,
  ranks: Type.Array(Count, { minItems: 2, maxItems: 2 }),
  kept: Type.Array(Count, {
    minItems: 2,
    maxItems: 2,
    description: "principal directions that SVCCA kept",
  }),
  chance: Type.Number({
    minimum: 0,
    maximum: 1,
    description: "level that the first canonical correlation of independent layers reaches",
  }),
  chanceOf: Levels,
  chanceOfImages: Type.Optional(Levels),
  excess: Excess,
  pValues: Type.Union([Levels, Type.Null()]),
}, closed("two layers"));

/** Schema of the report of `repr cca`. */
export const CcaReport = Type.Object({
  ...headerFields("cca", 1),
  method: Type.String({ description: "the measure that the table and the page show" }),
  definition: Type.String({ description: "what the variables and the observations are" }),
  models: Type.Array(
    Type.Object({
      path: Type.String(),
      kind: Type.Union([Type.Literal("model"), Type.Literal("activations")]),
    }, closed("a model or a file of activations")),
  ),
  data: Type.Union([
    Type.Object(
      { name: Type.String(), digest: Type.String(), split: Type.String() },
      closed("the images"),
    ),
    Type.Null(),
  ]),
  backend: Type.Union([BackendFacts, Type.Null()]),
  observations: Type.Integer({ minimum: 0, description: "images" }),
  betweenObservations: Type.Integer({ minimum: 0, description: "images x cells" }),
  pool: Type.Integer({ minimum: 1, description: "S: maps are pooled to S x S cells" }),
  tolerance: Type.Number({
    description: "directions with at most this fraction of the largest variance are truncated",
  }),
  layers: Type.Array(CcaLayer),
  between: Type.Array(CcaPair),
  skipped: Type.Optional(Type.Array(
    Type.Object({
      layers: Type.Array(Type.Object(
        { name: Type.String(), model: Side },
        closed("a layer of a model"),
      )),
      reason: Type.String(),
    }, closed("a layer, or a pair of layers, that could not be compared")),
  )),
  warnings: Type.Array(Type.String()),
  seconds: Type.Number({ minimum: 0 }),
}, closed("report of repr cca"));

/** One layer of a report of `repr cca`. */
export type CcaLayer = Static<typeof CcaLayer>;
/** Two layers of a report of `repr cca`. */
export type CcaPair = Static<typeof CcaPair>;
/** The report of `repr cca`. */
export type CcaReport = Static<typeof CcaReport>;
