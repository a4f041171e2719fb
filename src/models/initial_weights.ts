/**
 * First weights, drawn from our own Rng: tfjs' initializers take seed 0 for "unseeded".
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { Rng } from "../rng.ts";

/** Values of a kernel, row-major. Shape [height, width, inputs, outputs] or [inputs, outputs]. */
export type Initializer = (shape: readonly number[], rng: Rng) => Float32Array;

function fans(shape: readonly number[]): { fanIn: number; fanOut: number; size: number } {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const field = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { fanIn: field * inputs, fanOut: field * outputs, size: field * inputs * outputs };
}

/** Uniform in +-sqrt(6 / (fanIn + fanOut)) (Glorot & Bengio 2010), Keras' default. */
export function glorotUniform(shape: readonly number[], rng: Rng): Float32Array {
  const { fanIn, fanOut, size } = fans(shape);
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return Float32Array.from({ length: size }, () => (2 * rng.uniform() - 1) * limit);
}

/** Normal with variance 2 / fanOut (He et al. 2015), the paper's choice for ResNets. */
export function heNormal(shape: readonly number[], rng: Rng): Float32Array {
  const { fanOut, size } = fans(shape);
  const deviation = Math.sqrt(2 / fanOut);
  return Float32Array.from({ length: size }, () => rng.normal() * deviation);
}

/** Normal with deviation 0.01, the paper's choice for the dense layer of ResNets. */
export function smallNormal(shape: readonly number[], rng: Rng): Float32Array {
  return Float32Array.from({ length: fans(shape).size }, () => rng.normal() * 0.01);
}

/**
 * Draws every kernel of a model; what else it has (biases, batch norm) stays as built. Each kernel has a stream of its
 * own, named after its layer, so its values do not depend on the layers before it.
 */
export function drawKernels(
  model: tf.LayersModel,
  rng: Rng,
  initializerOf: (layer: tf.layers.Layer) => Initializer,
): void {
  for (const layer of model.layers) {
    const kernel = layer.weights.find(({ originalName }) => originalName.endsWith("/kernel"));
    if (kernel === undefined) continue;
    const { shape } = kernel.read();
    const values = initializerOf(layer)(shape, rng.split(layer.name));
    const drawn = tf.tensor(values, shape);
    kernel.write(drawn);
    drawn.dispose();
  }
}
