/**
 * The tensors that tfjs holds, by number.
 *
 * @module
 */

import { GraphTensor } from "../graph/graph_tensor.ts";

/** A tensor that is computed when its values are needed. */
export interface Deferred {
  /** Computes it. Called at most once. */
  compute(): bigint;
  /** Frees its inputs, if it is disposed of without having been computed. */
  cancel(): void;
}

/** A tensor: TensorFlow's handle, one that is not computed yet, or one of a graph under construction. */
export type Held = bigint | Deferred | GraphTensor;

/** tfjs knows tensors by number, TensorFlow by handle. */
export class Handles {
  readonly #handles = new Map<number, Held>();
  readonly #free: (handle: bigint) => void;
  #next = 0;

  /** @param free Frees a handle of TensorFlow. */
  constructor(free: (handle: bigint) => void) {
    this.#free = free;
  }

  /** The number of tensors. */
  get size(): number {
    return this.#handles.size;
  }

  /** Takes ownership of a tensor, and returns its number. */
  add(handle: Held): number {
    this.#handles.set(this.#next, handle);
    return this.#next++;
  }

  /**
   * The handle of a tensor, which is computed first if it was deferred.
   *
   * @throws {RangeError} If there is no such tensor.
   * @throws {Error} If the tensor is of a graph, and has no value.
   */
  get(id: number): bigint {
    const held = this.held(id);
    if (typeof held === "bigint") return held;
    throw new Error("a tensor has no value yet while operations are recorded");
  }

  /**
   * A tensor, which is computed first if it was deferred.
   *
   * @throws {RangeError} If there is no such tensor.
   */
  held(id: number): bigint | GraphTensor {
    const held = this.#handles.get(id);
    if (held === undefined) throw new RangeError(`no tensor has the number ${id}`);
    if (typeof held === "bigint" || held instanceof GraphTensor) return held;
    const computed = held.compute();
    this.#handles.set(id, computed);
    return computed;
  }

  /** Frees a tensor. */
  delete(id: number): void {
    const held = this.#handles.get(id);
    if (typeof held === "bigint") this.#free(held);
    else if (!(held instanceof GraphTensor)) held?.cancel();
    this.#handles.delete(id);
  }
}
