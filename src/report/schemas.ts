/**
 * The JSON Schemas that `schemas/` holds, by kind, and those that this program itself checks files with. A light
 * entry of its own: the types of `mod.ts` need no schema library.
 *
 * @module
 */
import type { TSchema } from "typebox";
import { toJson } from "../encoding/json.ts";
import { CcaReport } from "./cca.ts";
import { DoctorReport } from "./doctor.ts";
import { EvaluateReport } from "./evaluate.ts";
import { InspectReport } from "./inspect.ts";
import { EpochMetrics, METRIC_COLUMNS } from "./metrics.ts";
import { RankReport } from "./rank.ts";
import { RUN_VERSION, RunConfig } from "./run_config.ts";
import { Cycle, TrainReport } from "./train.ts";

export { Cycle, EpochMetrics, METRIC_COLUMNS, RUN_VERSION, RunConfig };

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

/**
 * The schema of one kind of report as text.
 *
 * @param kind A key of {@linkcode SCHEMAS}, such as `train`.
 * @returns What `schemas/<kind>.schema.json` holds: indented JSON, JSON Schema of 2020-12.
 * @throws {RangeError} If there is no such kind.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { schemaText } from "./schemas.ts";
 * const schema = JSON.parse(schemaText("rank"));
 * assert.equal(schema.properties.kind.const, "rank");
 * assert.ok(schema.required.includes("ranking"));
 * ```
 */
export function schemaText(kind: string): string {
  const schema = SCHEMAS[kind];
  if (schema === undefined) throw new RangeError(`no schema is called ${kind}`);
  return toJson({ $schema: "https://json-schema.org/draft/2020-12/schema", ...schema });
}
