/**
 * What is compared: the activations of layers on the same images, read batch by batch.
 *
 * @module
 */

/** One layer's activations on some images. */
export interface Maps {
  readonly images: number;
  readonly height: number;
  readonly width: number;
  /** Filters, units of a dense layer, or columns of a table. */
  readonly channels: number;
  /** `[images, height, width, channels]`, row-major. */
  readonly data: Float32Array | Float64Array;
}

/** A layer whose activations can be read. */
export interface ActivationLayer {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Activations of several layers on the same images. They may be read more than once, each time alike. */
export interface Activations {
  readonly layers: readonly ActivationLayer[];
  readonly images: number;
  /**
   * Goes through the images batch by batch, and in each batch through the layers in their order.
   *
   * @param signal Ends it with the signal's reason.
   */
  read(signal?: AbortSignal): AsyncIterable<Maps>;
}
