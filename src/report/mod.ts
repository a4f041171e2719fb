/**
 * Report types with their JSON Schemas, and the run directory.
 *
 * @module
 */
export { CcaLayer, CcaPair, CcaReport } from "./cca.ts";
export type { BackendFacts, DataFacts, ModelFacts } from "./facts.ts";
export { Comparison, InspectedLayer, InspectReport } from "./inspect.ts";
export { toJson } from "./json.ts";
export { EpochMetrics, METRIC_COLUMNS } from "./metrics.ts";
export { SCHEMAS, schemaText } from "./schemas.ts";
export { RankedLayer, RankReport } from "./rank.ts";
export { readRunConfig, RUN_VERSION, RunConfig } from "./run_config.ts";
export { type NewRunOptions, RunDirectory } from "./run_directory.ts";
export { Cycle, TrainReport } from "./train.ts";
export { DoctorReport } from "./doctor.ts";
export { EvaluateReport } from "./evaluate.ts";
export { ensureWritable, writeWhole } from "./write_whole.ts";
