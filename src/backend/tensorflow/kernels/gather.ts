/**
 * `tf.gather` by TensorFlow's own operation.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { input } from "../../geometry.ts";
import { attribute } from "../ops/attribute.ts";
import type { Kernel } from "../../kernel.ts";

/**
 * Kernel `GatherV2`: inputs `x` and `indices` (int32), attributes `axis` and `batchDims`.
 *
 * tfjs-node's kernel reads the indices to check their range, so it can neither be recorded nor run ahead of its inputs.
 * On a CPU the operation itself refuses an index out of range, also inside a graph. On a GPU the operation writes zeros
 * for such an index, so tfjs-node's kernel remains there, except for recording.
 */
export function gather(fallback: Kernel): Kernel {
  return (backend, inputs, attributes) => {
    if (backend.isUsingGpuDevice && !backend.isRecording) {
      return fallback(backend, inputs, attributes);
    }
    const [x, indices] = [input(inputs, "x"), input(inputs, "indices")];
    const axis = Number(attributes["axis"] ?? 0);
    const batchDims = Number(attributes["batchDims"] ?? 0);
    const axisTensor = tf.scalar(axis, "int32");
    try {
      return backend.executeSingleOutput("GatherV2", [
        attribute.integer("batch_dims", batchDims),
        attribute.type("Tparams", backend.getDTypeInteger(x.dtype)),
        attribute.type("Tindices", backend.getDTypeInteger(indices.dtype)),
        attribute.int32("Taxis"),
      ], [x, indices, axisTensor]);
    } finally {
      axisTensor.dispose();
    }
  };
}
