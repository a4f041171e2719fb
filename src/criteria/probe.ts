/**
 * A model seen through training data, for criteria that weights alone do not decide.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { FilterId } from "../filters/mod.ts";
import type { Matrix } from "../linalg/mod.ts";

/**
 * Measurements of a model on a few mini-batches, always the same ones while a network is ranked. The model is not
 * changed by any of them.
 */
export interface Probe {
  /**
   * The mean gradient of the loss with respect to a convolution's kernel.
   *
   * @param layer The convolution's name in FilterGraph.
   * @returns Shape [filters, fanIn], as FilterGraph's `kernelMatrix`.
   * @throws {RangeError} If the model has no such convolution.
   */
  gradients(layer: string): Promise<Matrix>;
  /**
   * A convolution's activations after bias, batch normalization and activation function, one mini-batch at a time.
   *
   * @param layer The convolution's name in FilterGraph.
   * @returns Tensors of shape [examples, height, width, filters], disposed of when the next one is asked for.
   * @throws {RangeError} If the model has no such convolution, or it is the depthwise one of a separable layer, which
   * outputs only the pointwise one's activations.
   */
  activations(layer: string): AsyncIterable<tf.Tensor>;
  /**
   * The mean loss of the model without some filters.
   *
   * @param filters Filters that are absent during the measurement; none for the complete model's loss.
   */
  lossWithout(filters: readonly FilterId[]): Promise<number>;
}
