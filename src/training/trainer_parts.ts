/**
 * What a trainer works with, and what it gives to its caller.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { StrategyFactory } from "../strategies/mod.ts";
import type { ObjectiveFactory } from "./objective.ts";
import type { TrainEvent } from "./progress.ts";
import type { EpochResult } from "./state.ts";
import type { Task } from "./task.ts";

/** A state of a run that is to be saved, completely or not at all. */
export interface TrainingSnapshot {
  /** The newest state, or the one with the best figure on the validation examples. */
  readonly which: "last" | "best";
  /** Differs between states. */
  readonly tag: string;
  /** The model at this state. */
  readonly model: tf.LayersModel;
  /** JSON data. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The optimizer's slots, and the arrays of the strategy. */
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/** What a trainer works with. It disposes of neither task nor model. */
export interface TrainerParts {
  /** What is trained. */
  readonly task: Task;
  /** The model, whose variables are assigned. */
  readonly model: tf.LayersModel;
  /** What happens between steps. @default plain training */
  readonly strategy?: StrategyFactory;
  /** Terms of the loss in addition to the task's own. @default none */
  readonly objectives?: readonly ObjectiveFactory[];
  /** Called with each epoch's results, before the state is saved. */
  readonly record?: (result: EpochResult) => Promise<void>;
  /** Called with the state after each epoch, and when training is interrupted. */
  readonly save?: (snapshot: TrainingSnapshot) => Promise<void>;
  /** Called with each event. */
  readonly progress?: (event: TrainEvent) => void;
  /** Ends training after the present step, with its state saved. */
  readonly signal?: AbortSignal;
}
