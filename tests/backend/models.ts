/** The models that backend tests train. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import type { Rng } from "../../src/rng.ts";

/** C^3(32) of the paper for images of `size` x `size` x 3; pooling before or after bias and ReLU. */
export function c3x32(size = 32, options: { batchNormalization?: boolean } = {}): tf.Sequential {
  const model = tf.sequential();
  for (let block = 0; block < 3; block++) {
    model.add(tf.layers.conv2d({
      ...(block === 0 ? { inputShape: [size, size, 3] } : {}),
      filters: 32,
      kernelSize: 3,
      padding: "same",
    }));
    model.add(tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }));
    if (options.batchNormalization) model.add(tf.layers.batchNormalization());
    model.add(tf.layers.reLU());
  }
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 10 }));
  return model;
}

/** Sets every weight to uniform random values of the right magnitude, independent of tfjs' own seeds. */
export function randomizeWeights(model: tf.LayersModel, rng: Rng): void {
  for (const weight of model.weights) {
    const size = tf.util.sizeFromShape(weight.shape.map(Number));
    const fanIn = Math.max(1, size / Number(weight.shape.at(-1)));
    const positive = weight.name.includes("gamma") || weight.name.includes("variance");
    const values = Float32Array.from(
      { length: size },
      () => (positive ? 1 : 0) + (rng.uniform() - 0.5) * Math.sqrt(6 / fanIn),
    );
    const tensor = tf.tensor(values, weight.shape.map(Number));
    weight.write(tensor);
    tensor.dispose();
  }
}

/** Mean softmax cross-entropy of a model that is being trained; image i has class i mod 10. */
export function loss(model: tf.LayersModel, x: tf.Tensor, count: number): tf.Scalar {
  const classes = tf.tensor1d(Array.from({ length: count }, (_, i) => i % 10), "int32");
  const logits = model.apply(x, { training: true });
  assert.ok(logits instanceof tf.Tensor);
  return tf.losses.softmaxCrossEntropy(tf.oneHot(classes, 10), logits).asScalar();
}
