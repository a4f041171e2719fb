/**
 * Builds a model of the catalog from its name.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";
import type { Rng } from "../rng.ts";
import type { Family, ModelOptions } from "./family.ts";
import { architectureNamed, familyOf } from "./names.ts";

/**
 * Builds a model of the catalog from tfjs' standard layers, so that any tfjs program loads it when saved. Its last
 * layer is called `logits` and outputs logits; the loss takes the softmax.
 *
 * @param name Such as `c3-32`; {@linkcode modelNames} lists more.
 * @param options What the model is built for.
 * @returns The model, with its first weights.
 * @throws {InputError} If there is no such model, or its family has no dropout.
 *
 * @example The paper's small ConvNet for CIFAR-10
 * ```ts
 * import assert from "node:assert/strict";
 * import { Rng } from "../rng.ts";
 * import { buildModel, parametersOf } from "./mod.ts";
 *
 * const model = buildModel("c3-32", { inputShape: [32, 32, 3], classes: 10, rng: new Rng(1) });
 * assert.equal(parametersOf(model), 24_522);
 * ```
 */
export function buildModel(name: string, options: ModelOptions): tf.LayersModel {
  const architecture = architectureNamed(name);
  const family = familyOf(architecture);
  const { dropout = 0, rng } = options;
  if (!(dropout >= 0 && dropout < 1)) {
    throw new InputError(
      `\`dropout\` must be at least 0 and less than 1, found ${dropout}`,
      { option: "dropout" },
    );
  }
  if (dropout > 0 && !family.dropout) {
    throw new InputError(`The model ${name} does not support dropout (leave \`dropout\` out)`, {
      option: "dropout",
    });
  }
  const model = family.build(tf, architecture, options);
  drawKernels(model, family, rng);
  return model;
}

/**
 * Draws every kernel of a model. All other variables (biases, batch norm) stay as built. Each kernel has a stream of its own,
 * named after its layer, so its values do not depend on the layers before it.
 */
function drawKernels(model: tf.LayersModel, family: Family, rng: Rng): void {
  for (const layer of model.layers) {
    const kernel = layer.weights.find(({ originalName }) => originalName.endsWith("/kernel"));
    if (kernel === undefined) continue;
    const { shape } = kernel.read();
    const values = family.initializerOf(layer.name)(shape, rng.split(layer.name));
    const drawn = tf.tensor(values, shape);
    kernel.write(drawn);
    drawn.dispose();
  }
}
