/**
 * Kernels that are one operation of TensorFlow.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { input } from "../../kernel.ts";
import type { NativeBackend, NativeKernel } from "../binding/native_backend.ts";
import { attribute } from "../ops/attribute.ts";

/** Kernel `ReluGrad` or `Relu6Grad`: inputs `dy` and the activation's input or output `x`. */
export function activationGradient(operation: "ReluGrad" | "Relu6Grad"): NativeKernel {
  return (backend, inputs) =>
    backend.executeSingleOutput(operation, [attribute.float32("T")], [
      input(inputs, "dy"),
      input(inputs, "x"),
    ]);
}

/** Kernel `SoftmaxCrossEntropyWithLogits`; see `patches/cross_entropy.ts`. */
export function crossEntropy(backend: NativeBackend, inputs: tf.NamedTensorInfoMap): tf.Tensor[] {
  return backend.executeMultipleOutputs(
    "SoftmaxCrossEntropyWithLogits",
    [attribute.float32("T")],
    [input(inputs, "logits"), input(inputs, "labels")],
    2,
  );
}

/**
 * Kernel `GatherV2`: inputs `x` and `indices` (int32), attributes `axis` and `batchDims`.
 *
 * tfjs-node's kernel reads the indices to check their range, so it cannot be recorded. On a CPU the operation itself
 * refuses an index out of range, also inside a graph. On a GPU the operation writes zeros for such an index, so there
 * tfjs-node's kernel stays in use, except for recording.
 */
export function gather(stock: NativeKernel): NativeKernel {
  return (backend, inputs, attributes) => {
    if (backend.isUsingGpuDevice && !backend.isRecording) return stock(backend, inputs, attributes);
    const [x, indices] = [input(inputs, "x"), input(inputs, "indices")];
    const axis = tf.scalar(Number(attributes["axis"] ?? 0), "int32");
    try {
      return backend.executeSingleOutput("GatherV2", [
        attribute.integer("batch_dims", Number(attributes["batchDims"] ?? 0)),
        attribute.type("Tparams", backend.getDTypeInteger(x.dtype)),
        attribute.type("Tindices", backend.getDTypeInteger(indices.dtype)),
        attribute.int32("Taxis"),
      ], [x, indices, axis]);
    } finally {
      axis.dispose();
    }
  };
}
