/**
 * The JSON Schemas that `schemas/` holds.
 *
 * @module
 */
import type { TSchema } from "typebox";
import { CcaReport } from "./cca.ts";
import { DoctorReport } from "./doctor.ts";
import { EvaluateReport } from "./evaluate.ts";
import { InspectReport } from "./inspect.ts";
import { toJson } from "../encoding/json.ts";
import { EpochMetrics } from "./metrics.ts";
import { RankReport } from "./rank.ts";
import { RunConfig } from "./run_config.ts";
import { TrainReport } from "./train.ts";

/** Every kind of report, and the two other files that programs read: a run's `config.json` and `metrics.jsonl`. */
export const SCHEMAS: Readonly<Record<string, TSchema>> = {
  cca: CcaReport,
  doctor: DoctorReport,
  evaluate: EvaluateReport,
  inspect: InspectReport,
  metrics: EpochMetrics,
  rank: RankReport,
  run: RunConfig,
  train: TrainReport,
};

/** A kind's schema as its file holds it. */
export function schemaText(kind: string): string {
  const schema = SCHEMAS[kind];
  if (schema === undefined) throw new RangeError(`no schema is called ${kind}`);
  return toJson({ $schema: "https://json-schema.org/draft/2020-12/schema", ...schema });
}
