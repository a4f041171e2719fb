/**
 * What is measured in each epoch: one line of `metrics.jsonl`, one row of `metrics.csv`.
 *
 * @module
 */
import Type, { type Static } from "typebox";
import { closed, Count, FractionOrNull, NumberOrNull } from "./report_header.ts";

/** Schema of one line of `metrics.jsonl`. The phases are those of `Schedule` in src/repr (tests/report/unions_test.ts). */
export const EpochMetrics = Type.Object({
  epoch: Type.Integer({ minimum: 1 }),
  phase: Type.Union([Type.Literal("full"), Type.Literal("pruned"), Type.Literal("tail")], {
    description: "the phase at the epoch's end",
  }),
  cycle: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], {
    description: "the cycle that the phase belongs to; null in the tail and in standard training",
  }),
  trainLoss: NumberOrNull,
  trainAccuracy: FractionOrNull,
  validationAccuracy: FractionOrNull,
  testAccuracy: FractionOrNull,
  learningRate: NumberOrNull,
  orthoSum: Type.Union([Type.Number(), Type.Null()], {
    description: "sum of eq. 2 over the filters that take part in the forward pass",
  }),
  activeFilters: Count,
  seconds: Type.Number({ minimum: 0, description: "wall time of the epoch" }),
}, closed("one epoch"));

/** One epoch's measurements. */
export type EpochMetrics = Static<typeof EpochMetrics>;

/** The columns of `metrics.csv`. */
export const METRIC_COLUMNS = [
  "epoch",
  "phase",
  "cycle",
  "trainLoss",
  "trainAccuracy",
  "validationAccuracy",
  "testAccuracy",
  "learningRate",
  "orthoSum",
  "activeFilters",
  "seconds",
] as const satisfies readonly (keyof EpochMetrics)[];
