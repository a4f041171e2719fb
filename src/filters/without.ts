/**
 * Making filters absent: permanently, or while something is measured.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { FilterGraph } from "./filter_graph.ts";
import type { FilterId } from "./conv_layer.ts";
import { byVariable, type Slice, writeSlice } from "./slice.ts";

/**
 * Writes what absent slices hold: zeros, and ones in moving variances, so that batch normalization divides zero by one.
 * The forward pass then equals that of the network without these filters.
 *
 * @param slices The slices of {@linkcode FilterGraph.absent}. Each variable is read and written once.
 *
 * @example Removing a filter permanently
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { filterGraph, writeAbsent } from "./mod.ts";
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ name: "conv", filters: 2, kernelSize: 1, inputShape: [4, 4, 1] }),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 2 }),
 *   ],
 * });
 * const graph = filterGraph(model);
 * await writeAbsent(graph.absent([{ layer: "conv", filter: 1 }]).slices);
 * const { data } = await graph.kernelMatrix("conv");
 * assert.equal(data[1], 0);
 * assert.notEqual(data[0], 0);
 * ```
 */
export async function writeAbsent(slices: Iterable<Slice>): Promise<void> {
  for (const [variable, its] of byVariable(slices)) {
    const values = Float32Array.from(await variable.data());
    for (const slice of its) writeSlice(values, slice, slice.role === "movingVariance" ? 1 : 0);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

/**
 * Runs a function while some filters are absent, then restores every bit, also when the function throws.
 *
 * @param graph The model's graph; only its `absent` is called.
 * @param filters The filters to be absent.
 * @param body Measures something. It must not train the model: the variables that hold the filters, and those that read
 * them, are set back to what they were before.
 * @returns What `body` returned.
 * @throws {RangeError} If a filter does not exist or must not be removed.
 *
 * @example What a model computes without one of its filters
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { filterGraph, without } from "./mod.ts";
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({
 *       name: "conv",
 *       filters: 1,
 *       kernelSize: 1,
 *       kernelInitializer: "ones",
 *       inputShape: [1, 1, 1],
 *     }),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 1, kernelInitializer: "ones" }),
 *   ],
 * });
 * const output = async () => {
 *   const tensor = model.predict(tf.tensor4d([[[[5]]]])) as tf.Tensor;
 *   return (await tensor.data())[0];
 * };
 * assert.equal(await without(filterGraph(model), [{ layer: "conv", filter: 0 }], output), 0);
 * assert.equal(await output(), 5);
 * ```
 */
export async function without<T>(
  graph: Pick<FilterGraph, "absent">,
  filters: Iterable<FilterId>,
  body: () => T | Promise<T>,
): Promise<T> {
  const { slices } = graph.absent(filters);
  const before = [...byVariable(slices).keys()].map((variable) => ({
    variable,
    values: variable.clone(),
  }));
  try {
    await writeAbsent(slices);
    return await body();
  } finally {
    for (const { variable, values } of before) {
      variable.assign(values);
      values.dispose();
    }
  }
}
