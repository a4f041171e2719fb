/**
 * Convolutions on TensorFlow: one operation with bias and ReLU, and a guard against an error of TensorFlow.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { convolutionGeometry } from "../../geometry.ts";
import { input, registeredKernel } from "../../kernel.ts";
import type { NativeBackend, NativeKernel } from "../binding/native_backend.ts";
import { attribute } from "../ops/attribute.ts";

const FUSED = "_MklNativeFusedConv2D";

const BIAS_ADD = [attribute.float32("T"), attribute.text("data_format", "NHWC")];

/**
 * Kernel `FusedConv2D`: on a CPU one operation of oneDNN, in which bias and ReLU cost no time; elsewhere the bias is added
 * by `BiasAdd`. tfjs-node adds it by broadcasting, which takes as long as the convolution.
 */
export function fusedConvolution(stock: NativeKernel): NativeKernel {
  const convolve: NativeKernel = registeredKernel("tensorflow", "Conv2D");
  return (backend, inputs, attributes) => {
    const { bias, preluActivationWeights } = inputs;
    const activation = attributes["activation"] ?? "linear";
    const isSupported = bias?.shape.length === 1 &&
      bias.shape[0] === input(inputs, "filter").shape[3] &&
      !preluActivationWeights && (activation === "linear" || activation === "relu") &&
      (attributes["dataFormat"] ?? "NHWC") === "NHWC";
    if (!isSupported) return stock(backend, inputs, attributes);
    const relu = activation === "relu";
    const fused = fusedByOneDnn(backend, inputs, bias, attributes, relu);
    if (fused !== undefined) return fused;
    const product = convolve(backend, inputs, attributes);
    const biased = backend.executeSingleOutput("BiasAdd", BIAS_ADD, [product, bias]);
    tf.dispose(asTensor(product));
    if (!relu) return biased;
    const rectified = backend.executeSingleOutput("Relu", [attribute.float32("T")], [biased]);
    biased.dispose();
    return rectified;
  };
}

/** The convolution with bias and ReLU as one operation; undefined if oneDNN does not have it. */
function fusedByOneDnn(
  backend: NativeBackend,
  inputs: tf.NamedTensorInfoMap,
  bias: tf.TensorInfo,
  attributes: tf.NamedAttrMap,
  relu: boolean,
): tf.TensorInfo | undefined {
  const [x, filter] = [input(inputs, "x"), input(inputs, "filter")];
  const g = convolutionGeometry(x.shape, filter.shape, attributes);
  const { type } = g.padInfo;
  const isNamed = type === "SAME" || type === "VALID";
  if (!isNamed || x.dtype !== "float32" || !backend.has(FUSED)) return undefined;
  return backend.executeSingleOutput(FUSED, [
    attribute.float32("T"),
    attribute.integers("strides", [1, g.strideHeight, g.strideWidth, 1]),
    attribute.integers("dilations", [1, g.dilationHeight, g.dilationWidth, 1]),
    attribute.text("padding", type),
    attribute.text("data_format", "NHWC"),
    attribute.texts("fused_ops", relu ? ["BiasAdd", "Relu"] : ["BiasAdd"]),
    attribute.integer("num_args", 1),
    attribute.float32s("TArgs", 1),
    attribute.integer("num_host_args", 0),
    attribute.float32s("THostArgs", 0),
    attribute.float("epsilon", 0),
    attribute.float("leakyrelu_alpha", 0),
    attribute.text("_kernel", "MklNameChangeOp"), // selects this kernel; TensorFlow's own graph rewriting sets it, too
  ], [x, filter, bias]);
}

/** tfjs-node's kernels return tensors that tfjs' engine already knows. */
function asTensor(info: tf.TensorInfo): tf.Tensor {
  if (info instanceof tf.Tensor) return info;
  throw new TypeError("expected a tensor from a kernel of tfjs-node");
}

/**
 * The same convolution, but an error where TensorFlow 2.21 leaves parts of the result unwritten on a CPU: with vertical
 * stride 1 and a larger horizontal stride.
 */
export function refuseUnevenStrides(stock: NativeKernel): NativeKernel {
  return (backend, inputs, attributes) => {
    const { strideHeight, strideWidth } = convolutionGeometry(
      input(inputs, "x").shape,
      input(inputs, "filter").shape,
      attributes,
    );
    if (strideHeight === 1 && strideWidth > 1) {
      throw new Error(
        `Cannot convolve with strides [1, ${strideWidth}] on TensorFlow's CPU, which computes wrong results (use \`backend\` wasm)`,
      );
    }
    return stock(backend, inputs, attributes);
  };
}
