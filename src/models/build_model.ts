/**
 * From a model's name to the model.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import type { Rng } from "../rng.ts";
import { architectureNamed } from "./names.ts";
import { plainConvNet } from "./plain_conv_net.ts";
import { residualNet } from "./residual_net.ts";

/** What a model is built for. */
export interface ModelOptions {
  /** Height, width, channels. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly classes: number;
  /** Draws the first weights: the same seed gives the same bits. */
  readonly rng: Rng;
}

/**
 * Builds a model of the catalog from tfjs' standard layers, so that any tfjs program loads it when saved. Its last
 * layer is called `logits` and gives logits; the loss takes the softmax.
 *
 * @param name Such as `c3-32`; {@linkcode modelNames} lists more.
 * @throws {InputError} If there is no such model.
 *
 * @example The paper's small ConvNet for CIFAR-10
 * ```ts ignore
 * const model = buildModel("c3-32", { inputShape: [32, 32, 3], classes: 10, rng: new Rng(1) });
 * ```
 */
export function buildModel(name: string, options: ModelOptions): tf.LayersModel {
  const architecture = architectureNamed(name);
  switch (architecture.family) {
    case "c":
      return plainConvNet(architecture, options);
    case "resnet":
      return residualNet(architecture, options);
  }
}
