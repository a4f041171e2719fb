/**
 * Convolutions and their filters, as everything outside this folder names them.
 *
 * @module
 */

/** One filter of one convolution. */
export interface FilterId {
  /** The layer's name, {@linkcode ConvLayer.name}. */
  readonly layer: string;
  /** Which of its filters, from 0: the index of its output channel. */
  readonly filter: number;
}

/** What a convolution is, without its weights. */
export interface Convolution {
  /**
   * The tfjs layer's name; in a nested model `MODEL/LAYER`. A separable convolution is two: `LAYER/depthwise` and
   * `LAYER/pointwise`.
   */
  readonly name: string;
  readonly kind: "conv2d" | "depthwise-conv2d";
  /** [height, width] */
  readonly kernel: readonly number[];
  /** [vertical, horizontal] */
  readonly strides: readonly number[];
  /** [vertical, horizontal]. tfjs 4 accepts a dilation in depthwise layers and runs them without. */
  readonly dilation: readonly number[];
  readonly inputChannels: number;
  readonly filters: number;
  /** 1, or as many as input channels in a depthwise convolution. */
  readonly groups: number;
  /** Weights per filter: height x width x inputChannels / groups. */
  readonly fanIn: number;
}

/** A convolution of a model. */
export interface ConvLayer extends Convolution {
  /** False where the channel of a filter is itself a model output, as class scores are. */
  readonly removable: boolean;
}

/** The filters of one convolution, one a row: a row-major matrix as src/linalg takes it. */
export interface KernelMatrix {
  /** The filters. */
  readonly rows: number;
  /** The fan-in: weights in the order (height, width, input channel). */
  readonly columns: number;
  readonly data: Float32Array;
}
