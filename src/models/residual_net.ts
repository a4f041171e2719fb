/**
 * The ResNets for CIFAR (He et al. 2015, section 4.2).
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { ModelOptions } from "./build_model.ts";
import { drawKernels, heNormal, smallNormal } from "./initial_weights.ts";

const WIDTHS = [16, 32, 64];

function on(layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]): tf.SymbolicTensor {
  const [first = []] = inputs;
  const output = layer.apply(inputs.length === 1 ? first : inputs);
  if (!(output instanceof tf.SymbolicTensor)) {
    throw new TypeError(`${layer.name} has no one output`);
  }
  return output;
}

/**
 * 3x3 convolution without bias, then batch norm. With stride 2 the image is padded by one on every side, as where
 * these nets come from: SAME would pad below and to the right only and shift the filters against the shortcut.
 */
function convolved(x: tf.SymbolicTensor, path: string, i: number, filters: number, strides = 1) {
  const padded = strides === 1
    ? x
    : on(tf.layers.zeroPadding2d({ name: `${path}pad${i}`, padding: [[1, 1], [1, 1]] }), x);
  const convolution = tf.layers.conv2d({
    name: `${path}conv${i}`,
    filters,
    kernelSize: 3,
    strides,
    padding: strides === 1 ? "same" : "valid",
    useBias: false,
    kernelInitializer: "zeros",
  });
  const name = `${path}bn${i}`;
  const norm = tf.layers.batchNormalization({ name, momentum: 0.9, epsilon: 1e-5 });
  return on(norm, on(convolution, padded));
}

/**
 * Option A: every second pixel, and as many zero channels, half of them before the old ones and half behind as in the
 * PyTorch programs whose weights are about, so that filters keep their numbers. Made of standard layers so that any
 * program loads the model: a 1x1/2 pooling picks pixels, rescaling by 0 makes zeros, and a reshape with a pooling halves
 * their channels.
 */
function identityShortcut(x: tf.SymbolicTensor, path: string): tf.SymbolicTensor {
  const name = `${path}shortcut`;
  const pixels = on(
    tf.layers.maxPooling2d({ name: `${name}_pixels`, poolSize: 1, strides: 2, padding: "same" }),
    x,
  );
  const [, height = null, width = null, channels = null] = pixels.shape;
  if (height === null || width === null || channels === null) {
    throw new TypeError(`${name} needs maps of known size`);
  }
  const zeros = on(tf.layers.rescaling({ name: `${name}_zeros`, scale: 0, offset: 0 }), pixels);
  const split = on(
    tf.layers.reshape({ name: `${name}_split`, targetShape: [height, 2 * width, channels / 2] }),
    zeros,
  );
  const half = on(
    tf.layers.maxPooling2d({ name: `${name}_half`, poolSize: [1, 2], strides: [1, 2] }),
    split,
  );
  return on(tf.layers.concatenate({ name, axis: -1 }), half, pixels, half);
}

/**
 * conv, then three stages of (depth - 2) / 6 blocks of two convolutions with 16, 32 and 64 filters, global average
 * pooling, dense. Outputs are logits.
 *
 * Layers are named conv1, bn1, relu1, stage1_block1_conv1, …, pool, logits.
 */
export function residualNet(
  { depth }: { readonly depth: number },
  { inputShape, classes, rng }: ModelOptions,
): tf.LayersModel {
  const inputs = tf.input({ shape: [...inputShape], name: "input" });
  const relu = (name: string) => tf.layers.reLU({ name });
  let x = on(relu("relu1"), convolved(inputs, "", 1, WIDTHS[0] ?? 16));
  WIDTHS.forEach((filters, stage) => {
    for (let block = 0; block < (depth - 2) / 6; block++) {
      const path = `stage${stage + 1}_block${block + 1}_`;
      const strides = stage > 0 && block === 0 ? 2 : 1;
      const shortcut = strides === 1 ? x : identityShortcut(x, path);
      const inner = on(relu(`${path}relu1`), convolved(x, path, 1, filters, strides));
      const sum = on(
        tf.layers.add({ name: `${path}add` }),
        shortcut,
        convolved(inner, path, 2, filters),
      );
      x = on(relu(`${path}relu2`), sum);
    }
  });
  const pooled = on(tf.layers.globalAveragePooling2d({ name: "pool" }), x);
  const dense = tf.layers.dense({ name: "logits", units: classes, kernelInitializer: "zeros" });
  const model = tf.model({ inputs, outputs: on(dense, pooled), name: `resnet${depth}` });
  drawKernels(model, rng, (layer) => layer === dense ? smallNormal : heNormal);
  return model;
}
