/**
 * The ResNets for CIFAR (He et al. 2015, section 4.2).
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
import { heNormalFanOut, smallNormal } from "./initializers.ts";

/** A CIFAR ResNet of 6n + 2 layers. */
export interface ResidualNet extends Architecture {
  readonly family: "resnet";
  readonly depth: number;
}

const DEPTHS = [20, 32, 44, 56, 110];

/** Filters of the three stages. */
const WIDTHS = [16, 32, 64];

/** The family of `resnet20`. */
export const residualNets: Family<ResidualNet> = {
  name: "resnet",
  pattern: "resnet<depth>",
  summary: `CIFAR ResNets with identity shortcuts (option A), depth ${DEPTHS.join(", ")}`,
  names: DEPTHS.map((depth) => `resnet${depth}`),
  dropout: false,
  parse(name) {
    const [depth] = numbersIn(/^resnet(\d+)$/, name);
    return depth !== undefined && DEPTHS.includes(depth) ? { family: "resnet", depth } : undefined;
  },
  nearest(name) {
    const [depth] = numbersIn(/^res\D*(\d+)$/i, name);
    if (depth === undefined) return undefined;
    const [nearest] = DEPTHS.toSorted((a, b) => Math.abs(a - depth) - Math.abs(b - depth));
    return `resnet${nearest}`;
  },
  build,
  initializerOf: (layer) => layer === "logits" ? smallNormal : heNormalFanOut,
  torchName,
};

/**
 * conv, then three stages of (depth - 2) / 6 blocks of two convolutions with 16, 32 and 64 filters, global average
 * pooling, dense. Outputs are logits.
 *
 * Layers are named conv1, bn1, relu1, stage1_block1_conv1, …, pool, logits.
 */
function build(
  tf: Tfjs,
  { depth }: ResidualNet,
  { inputShape, classes }: ModelOptions,
): tf.LayersModel {
  const inputs = tf.input({ shape: [...inputShape], name: "input" });
  const relu = (name: string, x: tf.SymbolicTensor) => on(tf, tf.layers.reLU({ name }), x);
  let x = relu("relu1", convolved(tf, inputs, "", 1, WIDTHS[0] ?? 16));
  WIDTHS.forEach((filters, stage) => {
    for (let block = 0; block < (depth - 2) / 6; block++) {
      const path = `stage${stage + 1}_block${block + 1}_`;
      const strides = stage > 0 && block === 0 ? 2 : 1;
      const shortcut = strides === 1 ? x : identityShortcut(tf, x, path);
      const inner = relu(`${path}relu1`, convolved(tf, x, path, 1, filters, strides));
      const second = convolved(tf, inner, path, 2, filters);
      x = relu(`${path}relu2`, on(tf, tf.layers.add({ name: `${path}add` }), shortcut, second));
    }
  });
  const pooled = on(tf, tf.layers.globalAveragePooling2d({ name: "pool" }), x);
  const dense = tf.layers.dense({ name: "logits", units: classes, kernelInitializer: "zeros" });
  return tf.model({ inputs, outputs: on(tf, dense, pooled), name: `resnet${depth}` });
}

function on(
  tf: Tfjs,
  layer: tf.layers.Layer,
  ...inputs: tf.SymbolicTensor[]
): tf.SymbolicTensor {
  const [first = []] = inputs;
  const output = layer.apply(inputs.length === 1 ? first : inputs);
  if (!(output instanceof tf.SymbolicTensor)) {
    throw new TypeError(`${layer.name} has several outputs, expected one`);
  }
  return output;
}

/**
 * 3x3 convolution without bias, then batch norm. With stride 2 the image is padded by one on every side, as in the programs
 * that these nets come from: SAME would pad only at the bottom and right and shift the filters relative to the shortcut.
 */
function convolved(
  tf: Tfjs,
  x: tf.SymbolicTensor,
  path: string,
  i: number,
  filters: number,
  strides = 1,
): tf.SymbolicTensor {
  const padded = strides === 1
    ? x
    : on(tf, tf.layers.zeroPadding2d({ name: `${path}pad${i}`, padding: [[1, 1], [1, 1]] }), x);
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
  return on(tf, norm, on(tf, convolution, padded));
}

/**
 * Option A: every second pixel, and as many zero channels, half of them before the old ones and half after. The PyTorch
 * programs whose weights are published do the same, so filters have the same numbers. All layers are standard ones, so that
 * any program loads the model. The shapes, with C channels:
 *
 *     x         [H,   W,   C  ]
 *     pixels    [H/2, W/2, C  ]   1x1/2 max-pooling picks every second pixel
 *     zeros     [H/2, W/2, C  ]   pixels x 0
 *     split     [H/2, W,   C/2]   reshape: each zero pixel becomes two of half the channels
 *     half      [H/2, W/2, C/2]   1x2/2 max-pooling drops every second of them
 *     shortcut  [H/2, W/2, 2 C]   half | pixels | half
 */
function identityShortcut(tf: Tfjs, x: tf.SymbolicTensor, path: string): tf.SymbolicTensor {
  const name = `${path}shortcut`;
  const pixels = on(
    tf,
    tf.layers.maxPooling2d({ name: `${name}_pixels`, poolSize: 1, strides: 2, padding: "same" }),
    x,
  );
  const [, height = null, width = null, channels = null] = pixels.shape;
  if (height === null || width === null || channels === null) {
    throw new TypeError(`${name} needs maps of known size`);
  }
  const zeros = on(tf, tf.layers.rescaling({ name: `${name}_zeros`, scale: 0, offset: 0 }), pixels);
  const targetShape = [height, 2 * width, channels / 2];
  const split = on(tf, tf.layers.reshape({ name: `${name}_split`, targetShape }), zeros);
  const half = on(
    tf,
    tf.layers.maxPooling2d({ name: `${name}_half`, poolSize: [1, 2], strides: [1, 2] }),
    split,
  );
  return on(tf, tf.layers.concatenate({ name, axis: -1 }), half, pixels, half);
}

/** PyTorch's names of a batch norm's arrays -> tfjs'. */
const BATCH_NORM: Readonly<Record<string, string>> = {
  weight: "gamma",
  bias: "beta",
  running_mean: "moving_mean",
  running_var: "moving_variance",
};

/** `layer1.0.bn2.running_var` -> `stage1_block1_bn2/moving_variance`. */
function torchName(name: string): string | undefined {
  const block = /^layer(\d)\.(\d+)\.(.+)$/.exec(name);
  const prefix = block === null ? "" : `stage${block[1]}_block${Number(block[2]) + 1}_`;
  const [, layer = "", array = ""] = /^([a-z]+\d?)\.(\w+)$/.exec(block?.[3] ?? name) ?? [];
  if (/^conv\d$/.test(layer) && array === "weight") return `${prefix}${layer}/kernel`;
  if (/^bn\d$/.test(layer)) return `${prefix}${layer}/${BATCH_NORM[array]}`;
  if (layer !== "linear" && layer !== "fc") return undefined;
  return `logits/${array === "weight" ? "kernel" : array}`;
}
