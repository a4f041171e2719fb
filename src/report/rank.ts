/**
 * The report of `repr rank`.
 *
 * @module
 */
import Type, { type Static } from "typebox";
import { layerFields, ModelFileFacts, Nearest } from "./model_file_facts.ts";
import { closed, Count, headerFields, NumberOrNull } from "./report_header.ts";

/** Schema of one layer in the report of `repr rank`. */
export const RankedLayer = Type.Object({
  ...layerFields,
  ranked: Type.Boolean({ description: "false for the first convolution unless asked for" }),
  scores: Type.Array(NumberOrNull, {
    description: "of each filter; null where its weights are not finite or it has no score",
  }),
  pruned: Type.Array(Count, { description: "selected filters, ascending" }),
  nearest: Type.Array(Type.Union([Nearest, Type.Null()]), {
    description: "for each filter the most aligned other one; null in a layer of one filter",
  }),
}, closed("a layer with filters"));

/** Schema of the report of `repr rank`. */
export const RankReport = Type.Object({
  ...headerFields("rank", 1),
  criterion: Type.String(),
  redundant: Type.Union([Type.Literal("highest"), Type.Literal("lowest")], {
    description: "whether the highest or the lowest scores are redundant",
  }),
  model: ModelFileFacts,
  layers: Type.Array(RankedLayer),
  ranking: Type.Array(
    Type.Object({
      layer: Type.String(),
      filter: Count,
      score: NumberOrNull,
      rank: Type.Integer({ minimum: 1 }),
    }, closed("a ranked filter")),
    { description: "most redundant first" },
  ),
  selection: Type.Object({
    prune: Type.Number({ minimum: 0, maximum: 1 }),
    count: Type.Integer({ minimum: 0, description: "round(prune x ranked filters)" }),
    perLayer: Type.Record(Type.String(), Count),
  }, closed("the filters that a pruning would remove")),
  warnings: Type.Array(Type.String()),
}, closed("report of repr rank"));

/** One layer in the report of `repr rank`. */
export type RankedLayer = Static<typeof RankedLayer>;
/** The report of `repr rank`. */
export type RankReport = Static<typeof RankReport>;
