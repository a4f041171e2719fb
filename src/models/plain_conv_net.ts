/**
 * C^n(X), the paper's plain ConvNet.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import {
  type Architecture,
  type Family,
  type ModelOptions,
  numbersIn,
  type Tfjs,
} from "./family.ts";
import { glorotUniform } from "./initializers.ts";

/** C^depth(width). */
export interface PlainConvNet extends Architecture {
  readonly family: "c";
  readonly depth: number;
  readonly width: number;
}

const MAX_DEPTH = 100;
const MAX_WIDTH = 1024;

/** The smallest side that a map may have after the last pooling. */
const LEAST_SIDE = 4;

/** The family of `c3-32`. */
export const plainConvNets: Family<PlainConvNet> = {
  name: "c",
  pattern: "c<depth>-<width>",
  summary:
    `the paper's C^depth(width): 3x3 convolutions of equal width, depth 1 to ${MAX_DEPTH}, width 1 to ${MAX_WIDTH}`,
  names: ["c3-32", "c8-32", "c13-32", "c18-32"],
  dropout: true,
  parse(name) {
    const [depth, width] = numbersIn(/^c([1-9]\d*)-([1-9]\d*)$/, name);
    return depth === undefined || width === undefined || depth > MAX_DEPTH || width > MAX_WIDTH
      ? undefined
      : { family: "c", depth, width };
  },
  nearest(name) {
    const [depth, width] = numbersIn(/^c\D*(\d+)\D+(\d+)$/i, name);
    return depth === undefined || width === undefined
      ? undefined
      : `c${within(depth, MAX_DEPTH)}-${within(width, MAX_WIDTH)}`;
  },
  build,
  initializerOf: () => glorotUniform,
};

function within(value: number, most: number): number {
  return Math.min(Math.max(value, 1), most);
}

/**
 * `depth` times [3x3 SAME convolution with bias, `width` filters -> 3x3/2 SAME max-pool where there is one -> ReLU],
 * flatten, dropout if asked for (figure 7), dense. Max-pool before ReLU gives the same values as after it, on a quarter of
 * the elements.
 *
 * Layers are named conv1, pool1, relu1, …, flatten, dropout, logits. Outputs are logits, not probabilities.
 */
function build(
  tf: Tfjs,
  { depth, width }: PlainConvNet,
  { inputShape, classes, dropout = 0 }: ModelOptions,
): tf.Sequential {
  const pooled = pooledAfter(depth, inputShape);
  const model = tf.sequential({ name: `c${depth}-${width}` });
  for (let i = 1; i <= depth; i++) {
    model.add(tf.layers.conv2d({
      name: `conv${i}`,
      filters: width,
      kernelSize: 3,
      padding: "same",
      kernelInitializer: "zeros",
      ...(i === 1 ? { inputShape: [...inputShape] } : {}),
    }));
    if (pooled.has(i)) {
      const options = { name: `pool${i}`, poolSize: 3, strides: 2, padding: "same" } as const;
      model.add(tf.layers.maxPooling2d(options));
    }
    model.add(tf.layers.reLU({ name: `relu${i}` }));
  }
  model.add(tf.layers.flatten({ name: "flatten" }));
  if (dropout > 0) model.add(tf.layers.dropout({ name: "dropout", rate: dropout }));
  model.add(tf.layers.dense({ name: "logits", units: classes, kernelInitializer: "zeros" }));
  return model;
}

/**
 * The convolutions (from 1) that a pooling follows. The paper does not specify them; the authors' code pools after each of
 * three.
 *
 * Poolings halve the map (rounding up) while its shorter side stays at least 4, so there are at most three for 32 x 32
 * (32, 16, 8, 4), and no more than convolutions. They are spread evenly: the k-th of P follows convolution
 * round(k depth / P), and so the last one the last convolution. For 32 x 32: after 1, 2, 3 of 3; 3, 5, 8 of 8;
 * 4, 9, 13 of 13; 6, 12, 18 of 18.
 */
function pooledAfter(depth: number, [height, width]: readonly number[]): ReadonlySet<number> {
  let side = Math.min(height ?? 1, width ?? 1);
  let poolings = 0;
  while (poolings < depth && Math.ceil(side / 2) >= LEAST_SIDE) {
    side = Math.ceil(side / 2);
    poolings++;
  }
  return new Set(
    Array.from({ length: poolings }, (_, k) => Math.round((k + 1) * depth / poolings)),
  );
}
