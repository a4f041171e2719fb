/**
 * The report of `repr train`.
 *
 * @module
 */
import Type, { type Static } from "typebox";
import { BackendFacts, DataFacts, ModelFacts } from "./run_facts.ts";
import { closed, FractionOrNull, headerFields, NumberOrNull } from "./report_header.ts";

const filter = {
  layer: Type.String({ description: "the convolution's name" }),
  filter: Type.Integer({ minimum: 0, description: "index within the layer" }),
};

/**
 * Schema of one cycle of Algorithm 1. Rungs are those of `Rung` in src/linalg (tests/report/unions_test.ts).
 */
export const Cycle = Type.Object({
  cycle: Type.Integer({ minimum: 1 }),
  criterion: Type.String(),
  prunedAtEpoch: Type.Number({
    minimum: 0,
    description: "epochs trained before the pruning; with a fraction where s1 counts steps",
  }),
  pruned: Type.Array(Type.Object({ ...filter, score: NumberOrNull }, closed("a pruned filter"))),
  reinitializedAtEpoch: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
    description: "epochs trained before the re-initialization; null: the run ended before it",
  }),
  reinitialized: Type.Array(Type.Object({
    ...filter,
    rung: Type.Union([
      Type.Literal("null-space"),
      Type.Literal("survivors"),
      Type.Literal("least-covered"),
      Type.Literal("random"),
    ], { description: "what the new filter is orthogonal to: see the README" }),
    maxCosine: Type.Number({
      description: "largest |cosine| to survivors, old values and other new filters",
    }),
  }, closed("a re-initialized filter"))),
  accuracy: Type.Object({
    beforePrune: FractionOrNull,
    afterPrune: FractionOrNull,
    beforeReinit: FractionOrNull,
    afterReinit: FractionOrNull,
  }, closed("accuracy around the cycle's two events")),
  warnings: Type.Array(Type.String(), { description: "remarks about the choice" }),
}, closed("one cycle of Algorithm 1"));

/** Schema of the report of `repr train`. */
export const TrainReport = Type.Object({
  ...headerFields("train", 1),
  scheme: Type.Union([Type.Literal("repr"), Type.Literal("standard")]),
  model: ModelFacts,
  data: DataFacts,
  backend: BackendFacts,
  directory: Type.String({ description: "the run directory" }),
  interrupted: Type.Boolean({ description: "whether the run was stopped before its last epoch" }),
  warnings: Type.Array(Type.String()),
  final: Type.Object({
    epoch: Type.Integer({ minimum: 0, description: "epochs trained" }),
    testAccuracy: FractionOrNull,
    validationAccuracy: FractionOrNull,
    trainAccuracy: FractionOrNull,
  }, closed("after the last epoch that was trained")),
  best: Type.Union([
    Type.Null(),
    Type.Object({
      epoch: Type.Integer({ minimum: 1 }),
      phase: Type.Union([Type.Literal("full"), Type.Literal("tail")]),
      validationAccuracy: Type.Number({ minimum: 0, maximum: 1 }),
      testAccuracy: FractionOrNull,
    }, closed("the epoch of the full network with the highest validation accuracy")),
  ], { description: "null without validation images, or before the first epoch" }),
  lastFive: Type.Object({
    validationAccuracy: FractionOrNull,
    testAccuracy: FractionOrNull,
  }, closed("mean accuracies over the last five epochs, or over all of a shorter run")),
  cycles: Type.Array(Cycle),
  timing: Type.Object({
    imagesPerSecond: Type.Number({ minimum: 0, description: "while training" }),
    trainSeconds: Type.Number({ minimum: 0 }),
    evaluateSeconds: Type.Number({ minimum: 0 }),
    rankSeconds: Type.Number({ minimum: 0 }),
    reinitSeconds: Type.Number({ minimum: 0 }),
  }, closed("wall time by part")),
}, closed("report of repr train"));

/** One cycle of Algorithm 1 as the report describes it. */
export type Cycle = Static<typeof Cycle>;
/** The report of `repr train`. */
export type TrainReport = Static<typeof TrainReport>;
