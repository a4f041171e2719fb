/**
 * Report types with their JSON Schemas: plain data.
 *
 * @module
 */
export { CcaLayer, CcaPair, CcaReport } from "./cca.ts";
export type { BackendFacts, DataFacts, ModelFacts } from "./run_facts.ts";
export { Comparison, InspectedLayer, InspectReport } from "./inspect.ts";
export { EpochMetrics, METRIC_COLUMNS } from "./metrics.ts";
export { SCHEMAS, schemaText } from "./schemas.ts";
export { RankedLayer, RankReport } from "./rank.ts";
export { RUN_VERSION, RunConfig } from "./run_config.ts";
export { Cycle, TrainReport } from "./train.ts";
export { DoctorReport } from "./doctor.ts";
export { EvaluateReport } from "./evaluate.ts";
