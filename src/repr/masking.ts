/**
 * Making filters absent, at once or after shrinking them.
 *
 * @module
 */
import {
  type Absent,
  type FilterGraph,
  type FilterId,
  type Role,
  writeAbsent,
} from "../filters/mod.ts";
import { SliceWriter } from "../strategies/mod.ts";

/**
 * Makes filters absent: every slice that is used by these filters only becomes zero, and a running variance one, so that
 * batch normalization of zeros stays zero. The forward pass then equals that of a network built without the filters.
 *
 * @param graph The model's filters.
 * @param filters All filters that are absent from now on, those of earlier calls included.
 * @returns What is absent now: it has to be frozen while the sub-network trains.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { filterGraph } from "../filters/mod.ts";
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ filters: 2, kernelSize: 1, inputShape: [1, 1, 1], name: "conv1" }),
 *     tf.layers.conv2d({ filters: 1, kernelSize: 1 }),
 *   ],
 * });
 * const graph = filterGraph(model);
 * await prune(graph, [{ layer: "conv1", filter: 0 }]);
 * const { data } = await graph.kernelMatrix("conv1");
 * assert.equal(data[0], 0);
 * assert.notEqual(data[1], 0);
 * ```
 */
export async function prune(graph: FilterGraph, filters: Iterable<FilterId>): Promise<Absent> {
  const absent = graph.absent(filters);
  await writeAbsent(absent.slices);
  return absent;
}

/** The slices that determine the size of a filter's output. */
const SHRINKING: ReadonlySet<Role> = new Set(["kernel", "bias", "gamma", "beta"]);

/**
 * Shrinks filters that will be removed (appendix of the paper, for DenseNet): one call multiplies their weights, biases
 * and batch-norm parameters by a factor.
 *
 * @param graph The model's filters.
 * @param filters The filters to shrink.
 * @param factor The factor, in (0, 1).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { filterGraph } from "../filters/mod.ts";
 * const ones = { kernelSize: 1, kernelInitializer: "ones" } as const;
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ filters: 2, ...ones, inputShape: [1, 1, 1], name: "conv1" }),
 *     tf.layers.conv2d({ filters: 1, ...ones }),
 *   ],
 * });
 * const graph = filterGraph(model);
 * await fade(graph, [{ layer: "conv1", filter: 0 }], 0.5);
 * assert.deepEqual((await graph.kernelMatrix("conv1")).data, Float32Array.of(0.5, 1));
 * ```
 */
export async function fade(
  graph: FilterGraph,
  filters: Iterable<FilterId>,
  factor: number,
): Promise<void> {
  const writer = new SliceWriter();
  for (const slice of graph.absent(filters).slices) {
    if (SHRINKING.has(slice.role)) writer.scale(slice.variable, slice, factor);
  }
  await writer.commit();
}
