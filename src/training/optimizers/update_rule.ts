/**
 * What an optimizer is: a pure rule from gradients to new values, and the slots it keeps for each variable.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";

/** The numbers that change from step to step. */
export interface Coefficients<T> {
  /** The learning rate, corrected for the bias of the gradient's running mean. */
  readonly rate: T;
  /** The bias correction of the mean square; 1 for a rule without one. */
  readonly correction: T;
}

/** One variable's share of one step. */
export interface UpdateInput {
  /** The variable's value. */
  readonly value: tf.Tensor;
  /** The gradient of the loss, same shape, weight decay included. */
  readonly gradient: tf.Tensor;
  /** The slots' values, same shape, in the order of {@linkcode UpdateRule.slots}. */
  readonly slots: readonly tf.Tensor[];
  /** Scalars. */
  readonly coefficients: Coefficients<tf.Tensor>;
}

/** One variable's new value and slots. */
export interface UpdateOutput {
  readonly value: tf.Tensor;
  readonly slots: readonly tf.Tensor[];
}

/** The rule of one optimizer. Runs in a `tf.tidy`. */
export interface UpdateRule {
  /** The slots of each variable, all zero at the start. */
  readonly slots: readonly string[];
  /**
   * The step's coefficients, in double precision.
   *
   * @param step 1 at the first step.
   */
  coefficients(learningRate: number, step: number): Coefficients<number>;
  update(input: UpdateInput): UpdateOutput;
}

/** The coefficients of a rule without bias correction. */
export function uncorrected(learningRate: number): Coefficients<number> {
  return { rate: learningRate, correction: 1 };
}
