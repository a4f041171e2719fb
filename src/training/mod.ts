/**
 * The training loop, and what it is put together from: tasks, objectives, optimizers and learning-rate schedules.
 *
 * @module
 */
export type { SavedState } from "../encoding/saved_state.ts";
export { DropoutMasks } from "./dropout.ts";
export {
  learningRateAt,
  type LearningRateOptions,
  type LearningRateScheduleName,
} from "./learning_rate.ts";
export {
  type Forward,
  type Objective,
  type ObjectiveContext,
  type ObjectiveFactory,
  sumOf,
} from "./objective.ts";
export { type OptimizerName, optimizerNames, type OptimizerOptions } from "./optimizers/names.ts";
export { Optimizer, type Slot } from "./optimizers/optimizer.ts";
export type { Coefficients } from "./optimizers/update_rule.ts";
export { LOOP_DEFAULTS, type LoopOptions, type LoopSettings, loopSettings } from "./options.ts";
export { ModelProbe, type ProbeParts } from "./probe.ts";
export type { EpochEvent, StepEvent, TrainEvent } from "./progress.ts";
export type { EpochResult, Figures, LoopState } from "./state.ts";
export { Evaluation, type ModelTask, TrainingStep, type TrainingStepParts } from "./step.ts";
export type { Field, Tally, Task, TaskModelOptions } from "./task.ts";
export { Trainer } from "./trainer.ts";
export type { TrainerParts, TrainingSnapshot } from "./trainer_parts.ts";
