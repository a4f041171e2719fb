/**
 * C^n(X), the paper's plain ConvNet.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { ModelOptions } from "./build_model.ts";
import { drawKernels, glorotUniform } from "./initial_weights.ts";

/** The smallest side that a map may have after the last pooling. */
const LEAST_SIDE = 4;

/**
 * The convolutions (from 1) that a pooling follows. The paper is silent; the authors' code pools after each of three.
 *
 * Poolings halve the map (rounding up) while its shorter side stays at least 4, so there are at most three for 32 x 32
 * (32, 16, 8, 4), and no more than convolutions. They are spread evenly: the k-th of P follows convolution
 * round(k depth / P), and so the last one the last convolution. For 32 x 32: after 1, 2, 3 of 3; 3, 5, 8 of 8;
 * 4, 9, 13 of 13; 6, 12, 18 of 18.
 */
export function pooledAfter(
  depth: number,
  [height, width]: readonly number[],
): ReadonlySet<number> {
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

/**
 * `depth` times [3x3 SAME convolution with bias, `width` filters -> 3x3/2 SAME max-pool where there is one -> ReLU],
 * flatten, dense. Max-pool before ReLU gives the same values as behind it, on a quarter of the elements.
 *
 * Layers are named conv1, pool1, relu1, …, flatten, logits. Outputs are logits, not probabilities.
 */
export function plainConvNet(
  { depth, width }: { readonly depth: number; readonly width: number },
  { inputShape, classes, rng }: ModelOptions,
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
  model.add(tf.layers.dense({ name: "logits", units: classes, kernelInitializer: "zeros" }));
  drawKernels(model, rng, () => glorotUniform);
  return model;
}
