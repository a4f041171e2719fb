/**
 * What is compared: the activations of layers on the same images, read batch by batch.
 *
 * @module
 */

/** A layer whose activations can be read. */
export interface ActivationLayer {
  /** The layer's name, or the file's path. */
  readonly name: string;
  /** Rows of an activation map; 1 for a dense layer or a table. */
  readonly height: number;
  /** Columns of an activation map; 1 for a dense layer or a table. */
  readonly width: number;
  /** Filters of a convolution, units of a dense layer, or columns of a table. */
  readonly channels: number;
  /** The number type that the activations were computed or stored in. @default {the type of the arrays that are read} */
  readonly precision?: "f16" | "f32" | "f64";
}

/** One layer's activations on some images. */
export interface ActivationMaps extends Omit<ActivationLayer, "name" | "precision"> {
  /** Number of images. */
  readonly images: number;
  /** Shape [images, height, width, channels], row-major. */
  readonly data: Float32Array | Float64Array;
}

/** Activations of several layers on the same images. They can be read several times, with the same numbers each time. */
export interface Activations {
  /** The layers, in the order in which `read` yields them. */
  readonly layers: readonly ActivationLayer[];
  /** Number of images. */
  readonly images: number;
  /**
   * Reads the activations batch by batch, and in each batch layer by layer.
   *
   * @param signal Aborts the reading with the signal's reason.
   * @returns The maps of the first batch on all layers, then those of the second batch, and so on.
   */
  read(signal?: AbortSignal): AsyncIterable<ActivationMaps>;
}
