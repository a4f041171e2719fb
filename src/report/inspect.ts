/**
 * The report of `repr inspect`.
 *
 * @module
 */
import Type, { type Static } from "typebox";
import { layerFields, ModelFileFacts } from "./model_file_facts.ts";
import { closed, Count, headerFields } from "./report_header.ts";

/** Schema of one layer in the report of `repr inspect`. */
export const InspectedLayer = Type.Object({
  ...layerFields,
  rank: Type.Integer({ minimum: 0, description: "numerical rank of the filters" }),
  effectiveRank: Type.Number({
    minimum: 0,
    description: "exp of the entropy of the singular values over their sum",
  }),
  nullDimension: Type.Integer({ minimum: 0, description: "fan-in minus rank" }),
  room: Type.Integer({
    minimum: 0,
    description:
      "filters that can be re-initialized orthogonal to survivors, old values and each other",
  }),
  deadFilters: Type.Array(Count, { description: "filters of negligible norm" }),
  brokenFilters: Type.Array(Count, { description: "filters with NaN or infinite weights" }),
  duplicates: Type.Array(
    Type.Object({
      filters: Type.Array(Count, { minItems: 2, maxItems: 2 }),
      cosine: Type.Number(),
    }, closed("two nearly parallel filters")),
    { description: "most parallel first, at most 1,000" },
  ),
  duplicateCount: Type.Integer({ minimum: 0, description: "of all such pairs" }),
  orthoSum: Type.Number({ minimum: 0, description: "sum of eq. 2 over the filters" }),
  kernelNorms: Type.Array(Type.Number({ minimum: 0 }), {
    description: "Euclidean norm of each filter",
  }),
}, closed("a layer with filters"));

const pair = (description: string) =>
  Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description });

/** Schema of what changed in a layer between two models. */
const LayerChange = Type.Object({
  name: Type.String(),
  change: Type.Union([Type.Number(), Type.Null()], { description: "|B - A| / |A|" }),
  meanCosine: Type.Number({ description: "of each filter with itself in the other model" }),
  mostTurned: Type.Object(
    { filter: Count, cosine: Type.Number() },
    closed("the filter that turned most"),
  ),
  orthoSum: pair("of A and of B"),
  rank: pair("of A and of B"),
  deadFilters: Type.Optional(pair("how many, of A and of B")),
  brokenFilters: Type.Optional(pair("how many have NaN or infinite weights, of A and of B")),
}, closed("a layer in both models"));

/** Schema of a comparison of two model files of one architecture, A and B. */
export const ModelComparison = Type.Object({
  model: ModelFileFacts,
  layers: Type.Array(LayerChange),
}, closed("how another model file of the same architecture differs"));

/** Schema of the report of `repr inspect`. */
export const InspectReport = Type.Object({
  ...headerFields("inspect", 1),
  model: ModelFileFacts,
  orthoSum: Type.Number({ minimum: 0, description: "over all layers" }),
  layers: Type.Array(InspectedLayer),
  comparison: Type.Union([ModelComparison, Type.Null()]),
  skipped: Type.Optional(Type.Array(
    Type.Object({ name: Type.String(), reason: Type.String() }, closed("a layer")),
    { description: "layers that could not be measured, such as ones too large for WebAssembly" },
  )),
  failures: Type.Array(Type.String(), { description: "thresholds that were crossed" }),
  warnings: Type.Array(Type.String()),
}, closed("report of repr inspect"));

/** One layer in the report of `repr inspect`. */
export type InspectedLayer = Static<typeof InspectedLayer>;
/** How one layer of model B differs from the same layer of model A. */
export type LayerChange = Static<typeof LayerChange>;
/** A comparison of two model files of one architecture. */
export type ModelComparison = Static<typeof ModelComparison>;
/** The report of `repr inspect`. */
export type InspectReport = Static<typeof InspectReport>;
