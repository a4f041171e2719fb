/**
 * Batch normalization in training by TensorFlow's own operations; see `patches/batch_normalization.ts`.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { input } from "../../kernel.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { type Attribute, attribute } from "../ops/attribute.ts";

function attributesOf(attributes: tf.NamedAttrMap): Attribute[] {
  return [
    attribute.float32("T"),
    attribute.float32("U"),
    attribute.float("epsilon", Number(attributes["epsilon"])),
    attribute.text("data_format", "NHWC"),
    attribute.flag("is_training", true),
  ];
}

/** Kernel `TrainingBatchNorm`. */
export function batchNorm(
  backend: NativeBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
): tf.TensorInfo[] {
  const x = input(inputs, "x");
  const nothing = tf.zeros([0]); // no moving average: the layer updates its own
  const [y, mean, unbiased, batchMean, scaling, third] = backend.executeMultipleOutputs(
    "FusedBatchNormV3",
    [...attributesOf(attributes), attribute.float("exponential_avg_factor", 1)],
    [x, input(inputs, "scale"), input(inputs, "offset"), nothing, nothing],
    6,
  );
  if (!y || !mean || !unbiased || !batchMean || !scaling || !third) {
    throw new TypeError("six outputs expected");
  }
  // Not an output: its shape is unknown while it is recorded, and tfjs makes zeros for the gradients of all outputs.
  backend.setCompanion(batchMean, third);
  const count = tf.util.sizeFromShape(x.shape) / Math.max(1, x.shape.at(-1) ?? 1);
  const variance = unbiased.mul((count - 1) / count);
  tf.dispose([nothing, unbiased]);
  return [y, mean, variance, batchMean, scaling];
}

/** Kernel `TrainingBatchNormGrad`. */
export function batchNormGradient(
  backend: NativeBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
): tf.TensorInfo[] {
  const third = backend.companion(input(inputs, "reserve0"));
  if (third === undefined) throw new TypeError("the forward kernel's third reserve expected");
  const [dx, dscale, doffset, ...rest] = backend.executeMultipleOutputs(
    "FusedBatchNormGradV3",
    attributesOf(attributes),
    [...["dy", "x", "scale", "reserve0", "reserve1"].map((name) => input(inputs, name)), third],
    5,
  );
  if (dx === undefined || dscale === undefined || doffset === undefined) {
    throw new TypeError("five outputs expected");
  }
  tf.dispose(rest);
  return [dx, dscale, doffset];
}
