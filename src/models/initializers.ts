/**
 * Distributions of first weights, drawn from our own Rng: tfjs' initializers take seed 0 for "unseeded".
 *
 * @module
 */

import type { Rng } from "../rng.ts";

/** Draws the values of a weight, row-major. A kernel has the shape [height, width, inputs, outputs] or [inputs, outputs]. */
export type Initializer = (shape: readonly number[], rng: Rng) => Float32Array;

/** How many inputs and outputs a weight connects, as Keras and tfjs count them, and how many values it has. */
export function fansOf(
  shape: readonly number[],
): { readonly fanIn: number; readonly fanOut: number; readonly size: number } {
  const size = shape.reduce((a, b) => a * b, 1);
  if (shape.length < 2 || shape.length > 5) {
    return { fanIn: Math.sqrt(size), fanOut: Math.sqrt(size), size };
  }
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const field = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return { fanIn: field * inputs, fanOut: field * outputs, size };
}

/** Uniform in +-sqrt(6 / (fanIn + fanOut)) (Glorot & Bengio 2010), Keras' default. */
export function glorotUniform(shape: readonly number[], rng: Rng): Float32Array {
  const { fanIn, fanOut, size } = fansOf(shape);
  const limit = Math.sqrt(6 / (fanIn + fanOut));
  return Float32Array.from({ length: size }, () => (2 * rng.uniform() - 1) * limit);
}

/** Normal with variance 2 / fanOut (He et al. 2015), the paper's choice for ResNets. */
export function heNormalFanOut(shape: readonly number[], rng: Rng): Float32Array {
  const { fanOut, size } = fansOf(shape);
  const deviation = Math.sqrt(2 / fanOut);
  return Float32Array.from({ length: size }, () => rng.normal() * deviation);
}

/** Normal with deviation 0.01, the paper's choice for the dense layer of ResNets. */
export function smallNormal(shape: readonly number[], rng: Rng): Float32Array {
  return Float32Array.from({ length: fansOf(shape).size }, () => rng.normal() * 0.01);
}
