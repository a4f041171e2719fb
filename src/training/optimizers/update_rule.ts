/**
 * What an optimiser is: a pure rule from gradients to new values, and the slots it keeps for each variable.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";

/** One variable's share of one step. */
export interface UpdateInput {
  /** The variable's value. */
  readonly value: tf.Tensor;
  /** The gradient of the loss, same shape, weight decay included. */
  readonly gradient: tf.Tensor;
  /** The slots' values, same shape, in the order of {@linkcode UpdateRule.slots}. */
  readonly slots: readonly tf.Tensor[];
  readonly learningRate: number;
  /** 1 at the first step. */
  readonly step: number;
}

/** One variable's new value and slots. */
export interface UpdateOutput {
  readonly value: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
}

/** The rule of one optimiser. Runs in a `tf.tidy`. */
export interface UpdateRule {
  /** The slots of each variable, all zero at the start. */
  readonly slots: readonly string[];
  update(input: UpdateInput): UpdateOutput;
}
