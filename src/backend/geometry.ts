/**
 * The geometry of two-dimensional windows: convolutions and poolings.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/** Sizes, strides, dilations and paddings of one convolution or pooling, as tfjs computes them. */
export type Geometry = tf.backend_util.Conv2DInfo;

type Shape4 = [number, number, number, number];
type Pair = [number, number] | number;

/**
 * The geometry of a convolution or of its gradients.
 *
 * @param xShape Shape of the input, [batch, height, width, channels].
 * @param filterShape Shape of the filter, [height, width, input channels, output channels or channel multiplier].
 * @param attributes The attributes of the tfjs kernel.
 */
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

/** The geometry of the pooling of an input of shape [batch, height, width, channels], from its kernel's attributes. */
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
