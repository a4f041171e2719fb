import * as tf from "@tensorflow/tfjs";
import { InputError, messageOf } from "../errors.ts";
import type { OptimizerSlots } from "../strategies/mod.ts";

/** The slots of a tfjs optimizer, which names a slot after its variable: `conv1/kernel/momentum`. */
export class TfjsSlots implements OptimizerSlots {
  #slots: Awaited<ReturnType<tf.Optimizer["getWeights"]>> = [];

  /**
   * Finds the slots that exist now: tfjs makes them in the first step and replaces them in `setWeights`.
   *
   * @throws {InputError} If the optimizer gives no access to its slots, as tfjs' Adamax.
   */
  async refresh(optimizer: tf.Optimizer): Promise<void> {
    try {
      const [iterations, ...slots] = await optimizer.getWeights();
      iterations?.tensor.dispose(); // a fresh scalar; the rest are the optimizer's own variables
      this.#slots = slots;
    } catch (error) {
      throw new InputError(
        `Cannot reset the optimizer's slots with the filters: ${messageOf(error)} ` +
          `(compile with sgd, momentum, adam, rmsprop, adagrad or adadelta)`,
      );
    }
  }

  of(variable: tf.Variable): readonly tf.Variable[] {
    return this.#slots.flatMap(({ name, tensor }) =>
      name.slice(0, name.lastIndexOf("/")) === variable.name && tensor instanceof tf.Variable
        ? [tensor]
        : []
    );
  }
}
