/**
 * The tensors that tfjs holds, by number.
 *
 * @module
 */

import { Output } from "../graph/graph_builder.ts";

/** A tensor whose computation waits until somebody wants its values. */
export interface Deferred {
  /** Computes it; called at most once. */
  compute(): bigint;
  /** Forgets it, instead of computing it. */
  drop(): void;
}

/** What tfjs holds: a tensor, one that waits, or one of a graph that is being recorded. */
export type Held = bigint | Deferred | Output;

/** tfjs knows tensors by number, TensorFlow by handle. */
export class Handles {
  readonly #handles = new Map<number, Held>();
  readonly #free: (handle: bigint) => void;
  #next = 0;

  /** @param free Gives a handle back to TensorFlow. */
  constructor(free: (handle: bigint) => void) {
    this.#free = free;
  }

  /** Tensors held. */
  get size(): number {
    return this.#handles.size;
  }

  /** Takes a tensor over and numbers it. */
  add(handle: Held): number {
    this.#handles.set(this.#next, handle);
    return this.#next++;
  }

  /**
   * The handle of a tensor; computes it first if it was deferred.
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
   * A tensor, computed if it was deferred.
   *
   * @throws {RangeError} If there is no such tensor.
   */
  held(id: number): bigint | Output {
    const held = this.#handles.get(id);
    if (held === undefined) throw new RangeError(`no tensor has the number ${id}`);
    if (typeof held === "bigint" || held instanceof Output) return held;
    const computed = held.compute();
    this.#handles.set(id, computed);
    return computed;
  }

  /** Frees a tensor. */
  delete(id: number): void {
    const held = this.#handles.get(id);
    if (typeof held === "bigint") this.#free(held);
    else if (!(held instanceof Output)) held?.drop();
    this.#handles.delete(id);
  }
}
