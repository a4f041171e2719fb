/**
 * Tensors of a graph.
 *
 * @module
 */

import { OUTPUT_SIZE } from "../ffi/c_api.ts";

/**
 * A tensor that an operation of a graph computes when the graph runs (`TF_Output`). It has a type, mostly a shape, and no
 * value.
 */
export class GraphTensor {
  /**
   * @param operation The `TF_Operation*` that computes it.
   * @param index Which of the operation's outputs it is.
   */
  constructor(readonly operation: bigint, readonly index: number) {}

  /** The C struct. */
  bytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(OUTPUT_SIZE);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, this.operation, true);
    view.setInt32(8, this.index, true);
    return bytes;
  }
}
