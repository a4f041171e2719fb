/**
 * Sums by segment: the gradient of `tf.gather`.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { composition, reshape } from "./composition.ts";
import { input } from "../geometry.ts";
import type { WasmBackend } from "./interface.ts";

/**
 * Kernel `UnsortedSegmentSum`: inputs `x` [n, …] and `segmentIds` [n] (int32, each in [0, numSegments)), output
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
