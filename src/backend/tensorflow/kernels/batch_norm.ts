/**
 * Batch normalization in training by TensorFlow's own operations.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import {
  TRAINING_BATCH_NORM,
  TRAINING_BATCH_NORM_GRADIENT,
} from "../../patches/batch_normalization.ts";
import { input } from "../../geometry.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { attribute, type OpAttribute } from "../ops/attribute.ts";

type Kernel = (
  backend: NativeBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
) => tf.Tensor[];

function attributesOf(attributes: tf.NamedAttrMap): OpAttribute[] {
  return [
    attribute.float32("T"),
    attribute.float32("U"),
    attribute.float("epsilon", Number(attributes["epsilon"])),
    attribute.text("data_format", "NHWC"),
    attribute.flag("is_training", true),
  ];
}

const batchNorm: Kernel = (backend, inputs, attributes) => {
  const x = input(inputs, "x");
  const nothing = tf.zeros([0]); // there is no moving average to update
  const [y, mean, unbiased, batchMean, scaling, third] = backend.executeMultipleOutputs(
    "FusedBatchNormV3",
    [...attributesOf(attributes), attribute.float("exponential_avg_factor", 1)],
    [x, input(inputs, "scale"), input(inputs, "offset"), nothing, nothing],
    6,
  );
  if (!y || !mean || !unbiased || !batchMean || !scaling || !third) {
    throw new TypeError("six outputs expected");
  }
  backend.accompany(batchMean, third); // of no known shape while recorded: tfjs could not make it zeros
  const count = tf.util.sizeFromShape(x.shape) / Math.max(1, x.shape.at(-1) ?? 1);
  const variance = unbiased.mul((count - 1) / count);
  tf.dispose([nothing, unbiased]);
  return [y, mean, variance, batchMean, scaling];
};

const batchNormGradient: Kernel = (backend, inputs, attributes) => {
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
};

/** Registers both kernels. */
export function registerBatchNorm(backend: NativeBackend): void {
  const register = (name: string, kernel: Kernel) =>
    tf.registerKernel({
      kernelName: name,
      backendName: "tensorflow",
      kernelFunc: ({ inputs, attrs }) => kernel(backend, inputs, attrs ?? {}),
    });
  register(TRAINING_BATCH_NORM, batchNorm);
  register(TRAINING_BATCH_NORM_GRADIENT, batchNormGradient);
}
