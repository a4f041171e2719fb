import type * as tf from "@tensorflow/tfjs";
import { type Absent, byVariable, maskOf, readSlice, type Slice } from "../filters/mod.ts";

/** What weights were before their filters went: the old values that new filters avoid and consumers may return to. */
export class Before {
  readonly #values: Map<tf.Variable, Float32Array>;

  /** @param values Of an earlier session's {@linkcode Before.values}. */
  constructor(values: ReadonlyMap<tf.Variable, Float32Array> = new Map()) {
    this.#values = new Map(values);
  }

  /** Whole variables, row-major. Only elements that were captured mean something. */
  get values(): ReadonlyMap<tf.Variable, Float32Array> {
    return this.#values;
  }

  /**
   * Copies what is about to go.
   *
   * @param gone What was captured earlier, and may be zero by now.
   * @param going What is absent from now on, `gone` included.
   */
  async capture(gone: Absent, going: Absent): Promise<void> {
    const earlier = byVariable(gone.slices);
    for (const [variable, slices] of byVariable(going.slices)) {
      const now = await variable.data<"float32">();
      const kept = this.#values.get(variable) ?? new Float32Array(variable.size);
      const old = maskOf(variable.size, earlier.get(variable) ?? []);
      maskOf(variable.size, slices).forEach((covered, element) => {
        if (covered === 1 && old[element] === 0) kept[element] = now[element] ?? 0;
      });
      this.#values.set(variable, kept);
    }
  }

  /** The captured rows of a slice, as `readSlice` gives them. */
  rows(slice: Slice): Float32Array {
    return readSlice(
      this.#values.get(slice.variable) ?? new Float32Array(slice.variable.size),
      slice,
    );
  }
}
