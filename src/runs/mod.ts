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
export type { RunContext, RunEvent } from "./run_context.ts";
export { resumeTraining, runTraining } from "./run_training.ts";
export { type StrategyName, strategyNamed, strategyNames } from "./strategies.ts";
export {
  train,
  type TrainContext,
  type TrainFacts,
  type TrainOutcome,
  type TrainSubject,
} from "./train.ts";
export { evaluateModel, type EvaluateOptions } from "./evaluate_model.ts";
export {
  type ActivationCorrelationOptions,
  activationCorrelations,
  type CorrelationOptions,
  type FeatureCorrelationOptions,
  featureCorrelations,
} from "./feature_correlations.ts";
export type { ImageModel, ImageModelOptions } from "./image_models.ts";
export {
  type ModelActivationOptions,
  type ModelActivations,
  modelActivations,
  type ModelLayer,
} from "./model_activations.ts";
export {
  type GivenNormalization,
  givenNormalization,
  type ModelSource,
  modelSource,
} from "./model_source.ts";
