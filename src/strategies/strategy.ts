/**
 * What happens to a network between the steps of its training: pruning, re-initialization, masking, freezing.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { FilterGraph } from "../filters/mod.ts";
import type { Cycle } from "../report/mod.ts";
import type { Rng } from "../rng.ts";
import type { Probe } from "../criteria/mod.ts";
import type { SavedState } from "../encoding/saved_state.ts";

/** An optimizer's state of each variable, such as its momentum. */
export interface OptimizerSlots {
  /** The slots of a variable, each of the variable's shape; none if the optimizer keeps none. */
  of(variable: tf.Variable): readonly tf.Variable[];
}

/**
 * The part of a schedule in which a step is taken: `full` and `pruned` within cycle 1 … N, then `tail`, the full network
 * until training ends. The tail's cycle is N.
 */
export interface Phase {
  /** Which part. */
  readonly name: "full" | "pruned" | "tail";
  /** From 1; 0 in a run without cycles. */
  readonly cycle: number;
}

/** Filters were removed, or re-initialized. */
export interface CycleEvent {
  /** Which of the two. */
  readonly type: "pruned" | "reinitialized";
  /** From 1. */
  readonly cycle: number;
  /** Epochs trained before. */
  readonly epoch: number;
  /** How many filters. */
  readonly filters: number;
  /** Accuracy just before, in [0, 1]; null where not measured. */
  readonly before: number | null;
  /** Accuracy just after. */
  readonly after: number | null;
}

/** What a strategy works on, and what it may use. */
export interface StrategyContext {
  /** The model that is trained. The strategy may assign its variables between steps. */
  readonly model: tf.LayersModel;
  /** The model's filters. */
  readonly graph: FilterGraph;
  /** The optimizer's slots; the strategy may assign them, too. */
  readonly slots: OptimizerSlots;
  /** Random numbers of the strategy. */
  readonly rng: Rng;
  /** Steps in an epoch. */
  readonly stepsPerEpoch: number;
  /** The model on training data, for criteria that need it. */
  readonly probe?: Probe;
  /** The task's first figure on the validation examples, for records; null where there are none. */
  readonly evaluate?: () => Promise<number | null>;
  /** Receives the strategy's events. */
  readonly onEvent?: (event: CycleEvent) => void;
}

/** Seconds spent in a strategy's own work. */
export interface StrategyTiming {
  /** Ranking filters. */
  readonly rank: number;
  /** Re-initializing filters. */
  readonly reinitialize: number;
}

/**
 * What a training loop calls before and after each step. Between steps a strategy may prune, mask and freeze weights, draw
 * variables again, clear optimizer slots and restart the learning-rate schedule.
 */
export interface Strategy extends Disposable {
  /** The name on the command line and in reports. */
  readonly name: string;
  /** What each cycle did so far. */
  readonly cycles: readonly Cycle[];
  /** Filters that take part in the forward pass. */
  readonly activeFilters: number;
  /** Time spent since the strategy was made. */
  readonly timing: StrategyTiming;
  /** The step, 0-based over the whole run, at which the learning-rate schedule begins. @default 0 */
  readonly learningRateStart?: number;
  /** The phase in which a step is taken. */
  phaseAt(step: number): Phase;
  /** Called before each step with its index, 0-based over the whole run. */
  beforeStep(step: number): Promise<void>;
  /** Called after each step. */
  afterStep(): Promise<void>;
  /**
   * Called after the last step of the run, before the last evaluation: does what would be due before a next step.
   *
   * @param step The number of steps in the run.
   * @param early Whether to end a phase that would last longer, too. @default false
   * @returns Whether it changed the network.
   */
  finish?(step: number, early?: boolean): Promise<boolean>;
  /** What has to be saved between two steps, in addition to the model's and the optimizer's values. */
  state(): SavedState;
  /**
   * Continues from a state. The model's and the optimizer's variables hold the values of that time already.
   *
   * @param step The next step.
   */
  restore(state: SavedState, step: number): void;
}

/** Makes a strategy for a run. */
export type StrategyFactory = (context: StrategyContext) => Strategy;
