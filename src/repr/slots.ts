import * as tf from "@tensorflow/tfjs";
import { InputError, messageOf } from "../errors.ts";

/** Where the scheme finds an optimizer's memory of a variable. */
export interface OptimizerSlots {
  /** The slots of a variable, each of the variable's shape; none if the optimizer keeps none. */
  of(variable: tf.Variable): readonly tf.Variable[];
}

/** The slots of one of tfjs' own optimizers, which names a slot after its variable: `conv1/kernel/momentum`. */
export class TfjsSlots implements OptimizerSlots {
  #slots: Awaited<ReturnType<tf.Optimizer["getWeights"]>> = [];

  /**
   * Looks at what there is: tfjs makes the slots with the first step and replaces them in `setWeights`.
   *
   * @throws {InputError} If the optimizer does not show its slots, as tfjs' Adamax.
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
