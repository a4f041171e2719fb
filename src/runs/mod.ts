/**
 * Training runs and their directories.
 *
 * @module
 */
export { readRunConfig } from "./read_run_config.ts";
export { type NewRunOptions, RunDirectory } from "./run_directory.ts";
export { evaluateModel, type EvaluateOptions } from "./evaluate_model.ts";
export {
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
