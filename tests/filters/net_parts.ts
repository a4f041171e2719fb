/**
 * Functions with short names to write nets.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";

/** Applies a layer to symbolic tensors. */
export function on(
  layer: { apply(inputs: tf.SymbolicTensor | tf.SymbolicTensor[]): unknown },
  ...inputs: tf.SymbolicTensor[]
): tf.SymbolicTensor {
  const [first] = inputs;
  assert.ok(first !== undefined);
  const output = layer.apply(inputs.length === 1 ? first : inputs);
  assert.ok(output instanceof tf.SymbolicTensor);
  return output;
}

/** A chain of layers on a tensor. */
export function chain(x: tf.SymbolicTensor, ...layers: tf.layers.Layer[]): tf.SymbolicTensor {
  return layers.reduce((tensor, layer) => on(layer, tensor), x);
}

/** A model that is one chain of layers. */
export function straight(...layers: tf.layers.Layer[]): tf.LayersModel {
  const x = image();
  return tf.model({ inputs: x, outputs: chain(x, ...layers) });
}

/** An input of 8 x 8 pixels with 3 channels. */
export function image(): tf.SymbolicTensor {
  return tf.input({ shape: [8, 8, 3] });
}

/** A 3x3 SAME convolution, or as `more` says. */
export function conv(name: string, filters: number, more: object = {}): tf.layers.Layer {
  return tf.layers.conv2d({ name, filters, kernelSize: 3, padding: "same", ...more });
}

/** Batch norm. */
export function bn(more: object = {}): tf.layers.Layer {
  return tf.layers.batchNormalization(more);
}

/** A ReLU layer. */
export function relu(): tf.layers.Layer {
  return tf.layers.reLU();
}

/** Global average pooling. */
export function gap(): tf.layers.Layer {
  return tf.layers.globalAveragePooling2d({});
}

/** An add. */
export function add(): tf.layers.Layer {
  return tf.layers.add();
}

/** The dense layer at the end. */
export function logits(): tf.layers.Layer {
  return tf.layers.dense({ units: 4, name: "logits" });
}
