/**
 * The events of a training run.
 *
 * @module
 */
import type { CycleEvent } from "../strategies/mod.ts";
import type { EpochResult, Figures } from "./state.ts";

/** One step was taken. */
export interface StepEvent {
  /** Distinguishes it from other events. */
  readonly type: "step";
  /** The epoch that is trained, from 1. */
  readonly epoch: number;
  /** Length of the run. */
  readonly epochs: number;
  /** Steps taken in this epoch, from 1. */
  readonly step: number;
  /** Steps in an epoch. */
  readonly steps: number;
  /** The phase in which the step was taken. */
  readonly phase: EpochResult["phase"];
  /** The phase's cycle. */
  readonly cycle: number;
  /** The mean loss of this epoch so far. */
  readonly loss: number;
  /** The means of the loss's terms by name, over this epoch so far. @default the loss has one term */
  readonly lossTerms?: Readonly<Record<string, number>>;
  /** The task's figures over this epoch so far. */
  readonly figures: Figures;
  /** Training speed over this epoch so far. */
  readonly examplesPerSecond: number;
}

/** An epoch is complete. */
export interface EpochEvent {
  /** Distinguishes it from other events. */
  readonly type: "epoch";
  /** Length of the run. */
  readonly epochs: number;
  /** The epoch's results. */
  readonly result: EpochResult;
}

/** The events of a training run. */
export type TrainEvent = StepEvent | EpochEvent | CycleEvent;
