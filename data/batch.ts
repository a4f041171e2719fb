/**
 * A batch of examples of any kind, such as images with labels, or images with questions and answers.
 *
 * @module
 */

/** The values of one field of a batch, such as those that `data()` of a tensor returns. */
export type FieldValues = Float32Array | Int32Array;

/** A batch of examples. Its receiver owns it. */
export interface Batch {
  /** Number of examples. */
  readonly count: number;
  /** The fields by name, row-major, each of shape [count, …]: a `Float32Array` for floats, an `Int32Array` for integers. */
  readonly fields: Readonly<Record<string, FieldValues>>;
}

/** A batch of labeled images. */
export interface ImageBatch extends Batch {
  /** The images and their labels. */
  readonly fields: {
    /** Shape [count, height, width, channels], normalized. */
    readonly images: Float32Array<ArrayBuffer>;
    /** Shape [count]: class indices. */
    readonly labels: Int32Array<ArrayBuffer>;
  };
}

/** The batches of one part of a dataset. Dispose of it (`using`) when it is no longer needed. */
export interface BatchSource extends Disposable {
  /** Batches in an epoch of training. */
  readonly stepsPerEpoch: number;
  /**
   * The batches of one epoch of training, all of one size, in the epoch's own random order.
   *
   * @param epoch Any integer; the same one gives the same batches, bit for bit.
   * @param options.from The first step, 0-based, from which a resumed epoch continues. @default 0
   */
  epoch(epoch: number, options?: { readonly from?: number }): AsyncIterable<Batch>;
  /** All examples in a fixed order, for evaluation. The last batch holds the remaining ones. */
  sequential(): AsyncIterable<Batch>;
  /** Returns a batch whose arrays are not used any more, so that a later batch can use their memory. */
  recycle(batch: Batch): void;
}
