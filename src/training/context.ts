/**
 * What a training run exchanges with its caller.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { Dataset } from "../../data/mod.ts";
import type { ReadModel } from "../checkpoint/mod.ts";
import type { DataFacts, EpochMetrics, ModelFacts } from "../report/mod.ts";
import type { Phase } from "../repr/mod.ts";
import type { TrainingState } from "./state.ts";

/** Where a run is, for a progress bar. */
export interface TrainProgress extends Phase {
  /** The epoch under way, 1-based. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps taken over the whole run. */
  readonly step: number;
  readonly steps: number;
  /** Mean over the epoch so far, nats. */
  readonly loss: number;
  /** Of the training pictures of the epoch so far, in [0, 1]. */
  readonly accuracy: number;
  /** Over the epoch so far. */
  readonly imagesPerSecond: number;
}

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
  /** A checkpoint of the same run to go on from. */
  readonly resume?: ReadModel;
  /** Called once, before the first step. */
  readonly begin?: (facts: TrainFacts, state: TrainingState) => Promise<void>;
  /** Called after every epoch, before its state is saved. */
  readonly record?: (metrics: EpochMetrics) => Promise<void>;
  /** Called after every epoch and when interrupted. */
  readonly save?: (checkpoint: Checkpoint) => Promise<void>;
  /** Called after every step. */
  readonly progress?: (progress: TrainProgress) => void;
  /** Ends the run after the step under way, with its state saved. */
  readonly signal?: AbortSignal;
}
