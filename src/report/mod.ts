/**
 * Types of the reports and of a run's files, and their JSON Schemas: plain data.
 *
 * @module
 */
export type { CcaLayer, CcaPair, CcaReport } from "./cca.ts";
export { type FilterPair, medianCorrelation, strongestPair } from "./cca_summary.ts";
export type { DoctorReport } from "./doctor.ts";
export type { EvaluateReport } from "./evaluate.ts";
export type { InspectedLayer, InspectReport, LayerChange, ModelComparison } from "./inspect.ts";
export type { EpochMetrics } from "./metrics.ts";
export type { LayerFacts, ModelFileFacts, Nearest } from "./model_file_facts.ts";
export type { RankedLayer, RankReport } from "./rank.ts";
export type { ReportBody } from "./report_header.ts";
export type { RunConfig } from "./run_config.ts";
export type { BackendFacts, DataFacts, ModelFacts } from "./run_facts.ts";
export type { Cycle, TrainReport } from "./train.ts";
