/**
 * Corrects `tf.gather` with batch axes.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { input } from "../geometry.ts";
import { addressOf } from "./interface.ts";
import type { Kernel } from "./register.ts";

/**
 * Kernel `GatherV2`: inputs `x` and `indices` (int32), attributes `axis` and `batchDims`.
 *
 * With batch axes the stock kernel reads the wrong indices for every element of the batch but the first. Here the
 * slices are copied within the backend's memory.
 */
export function batchedGather(stock: Kernel): Kernel {
  return (backend, inputs, attributes) => {
    const [x, indices] = [input(inputs, "x"), input(inputs, "indices")];
    const batchDims = Number(attributes["batchDims"] ?? 0);
    if (batchDims === 0) return stock(backend, inputs, attributes);
    const [axis = 0] = tf.util.parseAxisParam(Number(attributes["axis"]), x.shape);
    const { batchSize, outerSize, dimSize, sliceSize, outputShape } = tf.backend_util.segment_util
      .collectGatherOpShapeInfo(x, indices, axis, batchDims);
    const result = backend.makeOutput(outputShape, x.dtype);
    const { buffer } = backend.wasm.asm.memory;
    const count = tf.util.sizeFromShape(indices.shape);
    const wanted = new Int32Array(buffer, addressOf(backend, indices), count);
    const outside = wanted.find((index) => index < 0 || index >= dimSize);
    if (outside !== undefined) {
      backend.disposeData(result.dataId);
      throw new RangeError(`gather: the index ${outside} is not in [0, ${dimSize})`);
    }
    const bytes = sliceSize * tf.util.bytesPerElement(x.dtype);
    const memory = new Uint8Array(buffer);
    const [from, perBatch] = [addressOf(backend, x), count / batchSize];
    let to = addressOf(backend, result);
    for (let batch = 0; batch < batchSize; batch++) {
      const own = wanted.subarray(batch * perBatch, (batch + 1) * perBatch);
      for (let outer = 0; outer < outerSize; outer++) {
        const start = from + (batch * outerSize + outer) * dimSize * bytes;
        for (const index of own) {
          memory.copyWithin(to, start + index * bytes, start + (index + 1) * bytes);
          to += bytes;
        }
      }
    }
    return result;
  };
}
