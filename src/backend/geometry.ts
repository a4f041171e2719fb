/**
 * Where the windows of a two-dimensional convolution lie.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/** Sizes, strides, dilations and paddings of one convolution, as tfjs computes them. */
export type Geometry = tf.backend_util.Conv2DInfo;

type Shape4 = [number, number, number, number];
type Pair = [number, number] | number;

/** The geometry of the convolution of `x` by `filter` with the attributes of a tfjs kernel, its gradients included. */
export function convolutionGeometry(
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: tf.NamedAttrMap,
  kind: "conv2d" | "depthwise" = "conv2d",
): Geometry {
  const { strides, pad, dilations, dimRoundingMode, dataFormat } = attributes;
  return tf.backend_util.computeConv2DInfo(
    xShape as Shape4,
    filterShape as Shape4,
    strides as Pair,
    (dilations ?? 1) as Pair,
    pad as Parameters<typeof tf.backend_util.computeConv2DInfo>[4],
    dimRoundingMode as "floor" | "round" | "ceil" | undefined,
    kind === "depthwise",
    dataFormat === "NCHW" ? "channelsFirst" : "channelsLast",
  );
}

/** The geometry of a pooling of `x` with the attributes of a tfjs kernel. */
export function poolGeometry(xShape: readonly number[], attributes: tf.NamedAttrMap): Geometry {
  const { filterSize, strides, pad, dimRoundingMode } = attributes;
  return tf.backend_util.computePool2DInfo(
    xShape as Shape4,
    filterSize as Pair,
    strides as Pair,
    1,
    pad as Parameters<typeof tf.backend_util.computePool2DInfo>[4],
    dimRoundingMode as "floor" | "round" | "ceil" | undefined,
  );
}

/** The tensor called `name` among a kernel's inputs. */
export function input(inputs: tf.NamedTensorInfoMap, name: string): tf.TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) throw new TypeError(`missing kernel input ${name}`);
  return tensor;
}

/** The shape called `name` among a kernel's attributes. */
export function shapeAttribute(attributes: tf.NamedAttrMap, name: string): number[] {
  const shape = attributes[name];
  if (!Array.isArray(shape)) throw new TypeError(`missing kernel attribute ${name}`);
  return shape.map(Number);
}
