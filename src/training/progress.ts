/**
 * What a training run tells while it goes, for whoever shows it.
 *
 * @module
 */
import type { EpochMetrics } from "../report/mod.ts";
import type { CycleEvent } from "../repr/mod.ts";

export type { CycleEvent };

/** A step later. */
export interface StepEvent {
  readonly type: "step";
  /** The epoch that is being trained, from 1. */
  readonly epoch: number;
  /** Length of the run. */
  readonly epochs: number;
  /** Steps done in this epoch, from 1. */
  readonly step: number;
  /** Steps in an epoch. */
  readonly steps: number;
  readonly phase: EpochMetrics["phase"];
  readonly cycle: number | null;
  /** Mean of this epoch so far, nats. */
  readonly loss: number;
  /** Fraction of this epoch's images so far. */
  readonly accuracy: number;
  readonly imagesPerSecond: number;
}

/** An epoch is over. */
export interface EpochEvent {
  readonly type: "epoch";
  readonly epochs: number;
  readonly metrics: EpochMetrics;
}

/** What a training run tells. */
export type TrainEvent = StepEvent | EpochEvent | CycleEvent;
