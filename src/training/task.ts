/**
 * What a model is trained on and measured by.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { BatchSource } from "../../data/mod.ts";
import type { DataFacts } from "../report/mod.ts";
import type { Rng } from "../rng.ts";
import type { Forward, Objective } from "./objective.ts";

/** One field of the examples, such as `images`. */
export interface Field<F extends string = string> {
  /** Its name in a batch. */
  readonly name: F;
  /** `int32` for indices. */
  readonly dtype: "float32" | "int32";
  /** Shape of one example's value; [] for a number. */
  readonly shape: readonly number[];
}

/** Sums over some examples. */
export interface Tally {
  /** Number of examples. */
  readonly examples: number;
  /** The sum of the examples' losses. */
  readonly loss: number;
  /** The sums of the task by name and, where the loss has several terms, those of each as `loss/` and its name. */
  readonly sums: Readonly<Record<string, number>>;
}

/** How a task builds a model. */
export interface TaskModelOptions {
  /** Draws the initial weights. */
  readonly rng: Rng;
  /** Rate of the dropout before the last dense layer, in [0, 1); 0 for none. */
  readonly dropout: number;
}

/**
 * A task: its data, how a model reads them, what is minimized and what is measured. A training loop depends on
 * nothing else.
 */
export interface Task<F extends string = string> extends Disposable {
  /** The name, such as `classification`. */
  readonly name: string;
  /** The fields of a batch, in the order in which compiled functions take them. */
  readonly fields: readonly Field<F>[];
  /** The training, validation and test examples. The task disposes of them. */
  readonly batches: Readonly<Record<"train" | "validation" | "test", BatchSource>>;
  /** What reports say about the data. */
  readonly data: DataFacts;
  /** What is saved with a checkpoint so that other programs prepare the same inputs; plain data. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What is minimized. */
  readonly objective: Objective<F>;

  /**
   * Builds a model for the task's examples.
   *
   * @param name A name of the catalog, such as `c3-32`.
   * @throws {InputError} If there is no such model, or it does not fit the examples.
   */
  buildModel(name: string, options: TaskModelOptions): tf.LayersModel;
  /** The model's inputs, in its own order, from the fields of a batch. Called inside a compiled function. */
  inputs(fields: Readonly<Record<F, tf.Tensor>>): readonly tf.Tensor[];
  /** Sums over the batch's examples by name, scalars. Called inside a compiled function. */
  sums(forward: Forward<F>): Readonly<Record<string, tf.Tensor>>;
  /**
   * The task's figures: numbers in [0, 1] of which higher ones are better, null where there are no examples. The first one
   * decides which checkpoint is the best one, and is the accuracy of cycle records.
   */
  figures(tally: Tally): Readonly<Record<string, number | null>>;
}

/** Two tallies as one. */
export function addTallies(a: Tally, b: Tally): Tally {
  const sums = Object.keys({ ...a.sums, ...b.sums })
    .map((name) => [name, (a.sums[name] ?? 0) + (b.sums[name] ?? 0)] as const);
  return {
    examples: a.examples + b.examples,
    loss: a.loss + b.loss,
    sums: Object.fromEntries(sums),
  };
}

/** What the names of the loss's terms begin with in a tally. */
export const TERM = "loss/";

/** The means of the loss's terms by name, as progress and results have them; nothing where the loss has one term. */
export function meanTerms(
  { examples, sums }: Tally,
): { readonly lossTerms?: Readonly<Record<string, number>> } {
  const means = Object.entries(sums).flatMap(([name, sum]) =>
    name.startsWith(TERM) ? [[name.slice(TERM.length), sum / examples] as const] : []
  );
  return means.length === 0 ? {} : { lossTerms: Object.fromEntries(means) };
}

/** The tally of no examples. */
export const NO_EXAMPLES: Tally = { examples: 0, loss: 0, sums: {} };
