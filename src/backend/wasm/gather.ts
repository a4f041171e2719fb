/**
 * Corrects `tf.gather` with batch axes, and adds its gradient.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { input } from "../kernel.ts";
import { composition, reshape } from "./composition.ts";
import { addressOf, type WasmBackend, type WasmKernel } from "./interface.ts";

/**
 * Kernel `GatherV2`: inputs `x` and `indices` (int32), attributes `axis` and `batchDims`.
 *
 * tfjs' kernel reads wrong indices for all elements of a batch but the first. Here the slices are copied within the
 * backend's memory.
 */
export function batchedGather(stock: WasmKernel): WasmKernel {
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

/**
 * Kernel `UnsortedSegmentSum`, the gradient of `tf.gather`: inputs `x` [n, …] and `segmentIds` [n] (int32, each in [0, numSegments)), output
 * [numSegments, …]: element `s` is the sum of the rows of `x` whose segment is `s`.
 */
export function unsortedSegmentSum(
  backend: WasmBackend,
  inputs: tf.NamedTensorInfoMap,
  attributes: tf.NamedAttrMap,
): tf.TensorInfo {
  const x = input(inputs, "x");
  const segmentIds = input(inputs, "segmentIds");
  const shape = [Number(attributes["numSegments"]), ...x.shape.slice(1)];
  return composition(backend, (run) => {
    const indices = reshape(run, segmentIds, [...segmentIds.shape, 1]);
    return run("ScatterNd", { indices, updates: x }, { shape });
  });
}
