/**
 * A convolution with its bias and ReLU.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { NativeBackend } from "../binding/native_backend.ts";
import { attribute } from "../ops/attribute.ts";
import { convolutionGeometry, input } from "../../geometry.ts";
import { type Kernel, registeredNativeKernel } from "../../kernel.ts";

const FUSED = "_MklNativeFusedConv2D";

const BIAS_ADD = [attribute.float32("T"), attribute.text("data_format", "NHWC")];

/**
 * Kernel `FusedConv2D`: on a CPU one operation of oneDNN, in which bias and ReLU cost nothing; elsewhere the bias by
 * `BiasAdd`. tfjs-node adds it by broadcasting, which takes as long as the convolution.
 */
export function fusedConvolution(fallback: Kernel): Kernel {
  const convolve = registeredNativeKernel("Conv2D");
  return (backend, inputs, attributes) => {
    const { bias, preluActivationWeights } = inputs;
    const activation = attributes["activation"] ?? "linear";
    const taken = bias?.shape.length === 1 && bias.shape[0] === input(inputs, "filter").shape[3] &&
      !preluActivationWeights && (activation === "linear" || activation === "relu") &&
      (attributes["dataFormat"] ?? "NHWC") === "NHWC";
    if (!taken) return fallback(backend, inputs, attributes);
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
  const words = type === "SAME" || type === "VALID";
  if (!words || x.dtype !== "float32" || !backend.has(FUSED)) return undefined;
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
    attribute.text("_kernel", "MklNameChangeOp"), // what TensorFlow's own rewriting sets to reach this kernel
  ], [x, filter, bias]);
}

/** tfjs-node's kernels return tensors that the engine knows already. */
function asTensor(info: tf.TensorInfo): tf.Tensor {
  if (info instanceof tf.Tensor) return info;
  throw new TypeError("expected a tensor from a kernel of tfjs-node");
}
