/**
 * Training runs: put together from names, and kept in a directory.
 *
 * @module
 */
export {
  DATA_DEFAULTS,
  type DataChoice,
  type FlatOptions,
  flatOptions,
  nestedOptions,
} from "./config.ts";
export {
  type SchemeChoice,
  TRAIN_DEFAULTS,
  type TrainOptions,
  type TrainSettings,
  trainSettings,
} from "./options.ts";
export { readRunConfig } from "./read_run_config.ts";
export { type NewRunOptions, RunDirectory } from "./run_directory.ts";
export { resumeTraining, type RunContext, type RunEvent, runTraining } from "./run_training.ts";
export { type StrategyName, strategyNamed, strategyNames } from "./strategies.ts";
export {
  train,
  type TrainContext,
  type TrainFacts,
  type TrainOutcome,
  type TrainSubject,
} from "./train.ts";
