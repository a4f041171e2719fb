/**
 * Weights that are no numbers. A model of them can have outputs that look sound: ReLU of NaN is 0 in some backends.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { allFinite } from "../finite.ts";

/**
 * The names of a model's weights that hold NaN or infinity.
 *
 * @param model A model.
 * @returns In the model's order; empty for a sound model.
 */
export async function brokenWeights(model: tf.LayersModel): Promise<string[]> {
  const broken: string[] = [];
  for (const weight of model.weights) {
    const value = weight.read();
    if (value.dtype === "float32" && !allFinite(await value.data<"float32">())) {
      broken.push(weight.originalName);
    }
  }
  return broken;
}
