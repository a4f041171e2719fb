/**
 * Training runs.
 *
 * @module
 */
export { type Classified, classify } from "./classify.ts";
export type { Checkpoint, TrainContext, TrainFacts } from "./context.ts";
export { learningRateAt, type LearningRateOptions } from "./learning_rate.ts";
export {
  Optimizer,
  type OptimizerName,
  optimizerNames,
  type OptimizerOptions,
} from "./optimizers/optimizer.ts";
export type { TrainOptions } from "./options.ts";
export type { TrainEvent } from "./progress.ts";
export { type ReportContext, trainReport } from "./report.ts";
export { train, type TrainOutcome } from "./train.ts";
