/**
 * Softmax cross-entropy by TensorFlow's own operation.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { CROSS_ENTROPY } from "../../patches/cross_entropy.ts";
import { input } from "../../geometry.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { attribute } from "../ops/attribute.ts";

/** Registers the kernel. */
export function registerCrossEntropyKernel(backend: NativeBackend): void {
  tf.registerKernel({
    kernelName: CROSS_ENTROPY,
    backendName: "tensorflow",
    kernelFunc: ({ inputs }) =>
      backend.executeMultipleOutputs("SoftmaxCrossEntropyWithLogits", [attribute.float32("T")], [
        input(inputs, "logits"),
        input(inputs, "labels"),
      ], 2),
  });
}
