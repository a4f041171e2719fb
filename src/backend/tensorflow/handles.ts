/**
 * The tensors that tfjs holds, by number.
 *
 * @module
 */

/** A tensor whose computation waits until somebody wants its values. */
export interface Deferred {
  /** Computes it; called at most once. */
  compute(): bigint;
  /** Forgets it, instead of computing it. */
  drop(): void;
}

/** tfjs knows tensors by number, TensorFlow by handle. */
export class Handles {
  readonly #handles = new Map<number, bigint | Deferred>();
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
  add(handle: bigint | Deferred): number {
    this.#handles.set(this.#next, handle);
    return this.#next++;
  }

  /**
   * The handle of a tensor; computes it first if it was deferred.
   *
   * @throws {RangeError} If there is no such tensor.
   */
  get(id: number): bigint {
    const handle = this.#handles.get(id);
    if (handle === undefined) throw new RangeError(`no tensor has the number ${id}`);
    if (typeof handle === "bigint") return handle;
    const computed = handle.compute();
    this.#handles.set(id, computed);
    return computed;
  }

  /** Frees a tensor. */
  delete(id: number): void {
    const handle = this.#handles.get(id);
    if (typeof handle === "bigint") this.#free(handle);
    else handle?.drop();
    this.#handles.delete(id);
  }
}
