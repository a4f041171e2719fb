import * as tf from "@tensorflow/tfjs";
import { initialValues } from "../models/mod.ts";
import type { Rng } from "../rng.ts";
import type { OptimizerSlots } from "./strategy.ts";

/**
 * Draws variables again from the initializers of their layers, as when the model was built, and clears their optimizer
 * slots. For strategies that reset some layers.
 *
 * @param model The model that has the variables.
 * @param variables The variables to draw, such as the kernels of the last layers.
 * @param slots The optimizer's slots.
 * @param rng Random numbers; each variable has a generator of its own, split by its layer's name.
 * @throws {InputError} If a layer's initializer cannot be drawn; the message names it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { buildModel } from "../models/mod.ts";
 * import { Rng } from "../rng.ts";
 * const build = () => buildModel("c1-2", { inputShape: [8, 8, 1], classes: 2, rng: new Rng(1) });
 * const [model, twin] = [build(), build()];
 * const kernel = model.weights[0]?.read();
 * assert.ok(kernel instanceof tf.Variable);
 * kernel.assign(tf.zerosLike(kernel));
 * redraw(model, [kernel], { of: () => [] }, new Rng(1));
 * assert.deepEqual(await kernel.data(), await twin.weights[0]?.read().data());
 * ```
 */
export function redraw(
  model: tf.LayersModel,
  variables: Iterable<tf.Variable>,
  slots: OptimizerSlots,
  rng: Rng,
): void {
  for (const variable of variables) {
    const values = initialValues(model, variable, rng);
    tf.tidy(() => {
      variable.assign(tf.tensor(values, variable.shape));
      for (const slot of slots.of(variable)) slot.assign(tf.zerosLike(slot));
    });
  }
}
