/**
 * What a training run exchanges with its caller.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Dataset } from "../../data/mod.ts";
import type { ReadModel } from "../checkpoint/tfjs_models.ts";
import type { DataFacts, EpochMetrics, ModelFacts } from "../report/mod.ts";
import type { TrainEvent } from "./progress.ts";

/** A state of the run that is to be kept, whole or not at all. */
export interface Checkpoint {
  readonly which: "last" | "best";
  /** Differs between states. */
  readonly tag: string;
  readonly model: tf.LayersModel;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly arrays: Readonly<Record<string, Float32Array>>;
}

/** What a run trains, known before its first step. */
export interface TrainFacts {
  readonly model: ModelFacts;
  readonly data: DataFacts;
}

/** What a run gets from its caller, and whom it tells. */
export interface TrainContext {
  readonly dataset: Dataset;
  /** Whether batches are prepared on a thread of their own: good where the backend leaves a core idle. @default true */
  readonly imageThread?: boolean;
  /** A checkpoint of the same run to go on from. */
  readonly resume?: ReadModel;
  /** Called once, before the first step, with how many epochs were finished in earlier sessions. */
  readonly begin?: (facts: TrainFacts, epoch: number) => Promise<void>;
  /** Called after every epoch, before its state is saved. */
  readonly record?: (metrics: EpochMetrics) => Promise<void>;
  /** Called after every epoch and when interrupted. */
  readonly save?: (checkpoint: Checkpoint) => Promise<void>;
  /** Told of every step and of whatever else happens. */
  readonly progress?: (event: TrainEvent) => void;
  /** Ends the run after the step under way, with its state saved. */
  readonly signal?: AbortSignal;
}
