import type * as tf from "@tensorflow/tfjs";
import { type Absent, byVariable, maskOf, readSlice, type Slice } from "../filters/mod.ts";

/**
 * Weights as they were before their filters were removed: re-initialized filters are orthogonal to them, and consumers
 * may be set back to them.
 */
export class PrunedWeights {
  readonly #values: Map<tf.Variable, Float32Array>;

  /**
   * Holds no weights, or those of an earlier session.
   *
   * @param values The {@linkcode PrunedWeights.values} of an earlier session. @default none
   */
  constructor(values: ReadonlyMap<tf.Variable, Float32Array> = new Map()) {
    this.#values = new Map(values);
  }

  /** Row-major values of complete variables. Elements that were not captured have no meaning. */
  get values(): ReadonlyMap<tf.Variable, Float32Array> {
    return this.#values;
  }

  /**
   * Copies the weights of filters that will be removed.
   *
   * @param earlier What was captured before, and may be zero by now.
   * @param next What is absent from now on, `earlier` included.
   */
  async capture(earlier: Absent, next: Absent): Promise<void> {
    const captured = byVariable(earlier.slices);
    for (const [variable, slices] of byVariable(next.slices)) {
      const now = await variable.data<"float32">();
      const kept = this.#values.get(variable) ?? new Float32Array(variable.size);
      const old = maskOf(variable.size, captured.get(variable) ?? []);
      maskOf(variable.size, slices).forEach((covered, element) => {
        if (covered === 1 && old[element] === 0) kept[element] = now[element] ?? 0;
      });
      this.#values.set(variable, kept);
    }
  }

  /** The captured rows of a slice, as `readSlice` returns them. */
  rows(slice: Slice): Float32Array {
    return readSlice(
      this.#values.get(slice.variable) ?? new Float32Array(slice.variable.size),
      slice,
    );
  }
}
