import * as tf from "@tensorflow/tfjs";
import { byVariable, maskOf, type Slice } from "../filters/mod.ts";
import type { OptimizerSlots } from "./slots.ts";

/** One variable of which some elements must stay as they are. */
interface Held {
  readonly variable: tf.Variable;
  /** True where the element is held. */
  readonly mask: tf.Tensor;
  readonly values: tf.Tensor;
}

/**
 * Keeps slices of variables, and the optimizer's slots of the same elements, at the bits they have now.
 *
 * Masked gradients are not enough: momentum, Adam's moments and weight decay move weights whose gradient is zero, and
 * batch norm updates its running statistics in the forward pass. So whatever a step did to the held elements is undone
 * after it, the same way for every optimizer.
 */
export class Freeze implements Disposable {
  readonly #held: readonly Held[];

  constructor(slices: Iterable<Slice>, slots: OptimizerSlots) {
    this.#held = Array.from(byVariable(slices)).flatMap(([variable, its]) => {
      const mask = maskOf(variable.size, its);
      return [variable, ...slots.of(variable)].map((held) => ({
        variable: held,
        mask: tf.tensor(mask, variable.shape, "bool"),
        values: held.clone(),
      }));
    });
  }

  /** Puts the held elements back. To be called after every step. */
  restore(): void {
    for (const { variable, mask, values } of this.#held) {
      tf.tidy(() => variable.assign(tf.where(mask, values, variable)));
    }
  }

  [Symbol.dispose](): void {
    for (const { mask, values } of this.#held) tf.dispose([mask, values]);
  }
}
