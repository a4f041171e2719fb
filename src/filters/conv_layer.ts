/**
 * Convolutions and their filters, as everything outside this folder names them.
 *
 * @module
 */

/** One filter of one convolution. */
export interface FilterId {
  /** The layer's name, {@linkcode ConvLayer.name}. */
  readonly layer: string;
  /** The filter's index in the layer, from 0: the index of its output channel. */
  readonly filter: number;
}

/** What a convolution is, without its weights. */
export interface Convolution {
  /**
   * The tfjs layer's name; in a nested model `MODEL/LAYER`. A separable convolution is two: `LAYER/depthwise` and
   * `LAYER/pointwise`. Where several models each have a layer of this name, all but the first are called
   * `MODEL/LAYER`.
   */
  readonly name: string;
  /** The two convolutions of a separable layer are a `depthwise-conv2d` and a `conv2d`. */
  readonly kind: "conv2d" | "depthwise-conv2d" | "conv2d-transpose";
  /** The kernel's [height, width]. */
  readonly kernel: readonly number[];
  /** [vertical, horizontal] */
  readonly strides: readonly number[];
  /** [vertical, horizontal]. tfjs 4 accepts a dilation in depthwise layers and runs them without. */
  readonly dilation: readonly number[];
  /** Channels of the layer's input. */
  readonly inputChannels: number;
  /** How many filters, and so output channels, it has. */
  readonly filters: number;
  /** 1, or as many as input channels in a depthwise convolution. */
  readonly groups: number;
  /** Weights per filter: height x width x inputChannels / groups. */
  readonly fanIn: number;
}

/** A convolution of a model. */
export interface ConvLayer extends Convolution {
  /**
   * Whether every one of its filters may be removed. False where a filter's channel is a model output (class scores), where
   * a layer mixes it with other channels (softmax), where the layer or one that reads it is not trainable, and where a
   * kept layer of unknown class reads it.
   */
  readonly removable: boolean;
  /**
   * Whether the layer reads a channel of a model input that no convolution, dense or recurrent layer has processed: directly,
   * or through layers that keep channels apart (pooling, padding, batch normalization, concatenation, sums). A stem of
   * several branches has several such layers.
   */
  readonly readsInput: boolean;
}
