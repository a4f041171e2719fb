import * as tf from "@tensorflow/tfjs";
import { byVariable, maskOf, type Slice } from "../filters/mod.ts";
import type { OptimizerSlots } from "./strategy.ts";

/** One variable of which some elements must not change. */
interface Frozen {
  readonly variable: tf.Variable;
  /** True where the element must not change. */
  readonly mask: tf.Tensor;
  readonly values: tf.Tensor;
}

/**
 * Keeps elements of variables, and the optimizer's slots of the same elements, at their present bits.
 *
 * Masking the gradients is not enough: momentum, Adam's moments and weight decay change weights whose gradient is zero,
 * and batch normalization updates its running statistics in the forward pass. So after each step the old values are
 * written to the frozen elements, in the same way for every optimizer.
 */
export class FrozenElements implements Disposable {
  readonly #frozen: readonly Frozen[];

  /**
   * Copies the present values.
   *
   * @param masks For each variable 1 where an element is frozen and 0 elsewhere, row-major, shape [variable.size].
   * @param slots The optimizer's slots.
   */
  constructor(masks: ReadonlyMap<tf.Variable, Uint8Array>, slots: OptimizerSlots) {
    this.#frozen = Array.from(masks).flatMap(([variable, mask]) =>
      [variable, ...slots.of(variable)].map((frozen) => ({
        variable: frozen,
        mask: tf.tensor(mask, variable.shape, "bool"),
        values: frozen.clone(),
      }))
    );
  }

  /** Writes the copied values to the frozen elements. Called after every step. */
  restore(): void {
    for (const { variable, mask, values } of this.#frozen) {
      tf.tidy(() => variable.assign(tf.where(mask, values, variable)));
    }
  }

  /** Disposes of the copied values. */
  [Symbol.dispose](): void {
    for (const { mask, values } of this.#frozen) tf.dispose([mask, values]);
  }
}

/**
 * The masks of the elements that slices cover.
 *
 * @param slices Slices of any variables.
 * @returns For each variable 1 where an element is covered and 0 elsewhere.
 *
 * @example The second column of a 2 x 2 matrix
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * const variable = tf.variable(tf.zeros([2, 2]));
 * const masks = masksOf([{ variable, role: "kernel", shape: [2, 2], axis: 1, indices: [1] }]);
 * assert.deepEqual(masks.get(variable), Uint8Array.of(0, 1, 0, 1));
 * ```
 */
export function masksOf(slices: Iterable<Slice>): Map<tf.Variable, Uint8Array> {
  return new Map(
    Array.from(
      byVariable(slices),
      ([variable, regions]) => [variable, maskOf(variable.size, regions)],
    ),
  );
}
