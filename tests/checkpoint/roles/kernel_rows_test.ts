import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { type KernelAxes, kernelRows, type StoredTensor } from "../../../src/checkpoint/mod.ts";
import { kernelLayers } from "../../../src/checkpoint/roles/kernel_layers.ts";

await tf.setBackend("cpu");

/** The layer of a kernel whose numbers count from 0. */
function layerOf(shape: readonly number[], axes: KernelAxes, groups: number) {
  const size = shape.reduce((product, length) => product * length, 1);
  const tensor: StoredTensor = {
    name: "conv",
    shape,
    dtype: "float32",
    read: () => Float32Array.from({ length: size }, (_, i) => i),
  };
  const use = { op: "kernel", layer: "conv", axes, groups, dilation: null, gamma: null } as const;
  const [layer] = kernelLayers([tensor], new Map([["conv", use]]));
  assert.ok(layer !== undefined);
  return layer;
}

/** Each layout, and the axes of tfjs' transpose that bring the filters to the front. */
const LAYOUTS: readonly [KernelAxes, shape: number[], order: number[]][] = [
  ["out-in-space", [5, 4, 3, 2], [0, 1, 2, 3]],
  ["in-out-space", [4, 5, 3, 2], [1, 0, 2, 3]],
  ["space-in-out", [3, 2, 4, 5], [3, 0, 1, 2]],
  ["space-out-in", [3, 2, 5, 4], [2, 0, 1, 3]],
  ["space-in-out", [4, 5], [1, 0]],
];

for (const [axes, shape, order] of LAYOUTS) {
  Deno.test(`kernelRows() of ${axes} with ${shape.length} axes is tfjs' transpose`, () => {
    const layer = layerOf(shape, axes, 1);
    const { rows, columns, data } = kernelRows(layer);
    assert.deepEqual([rows, columns], [5, shape.length === 2 ? 4 : 24]);
    assert.deepEqual([layer.inputChannels, layer.filters, layer.fanIn], [4, rows, columns]);
    const expected = tf.tidy(() => tf.tensor(layer.tensor.read(), shape).transpose(order));
    assert.deepEqual([...data], [...expected.dataSync()]);
    expected.dispose();
  });
}

Deno.test("kernelRows() of a grouped transposed kernel has the rows of each group's own kernel", () => {
  const grouped = layerOf([4, 3, 2, 2], "in-out-space", 2); // 4 inputs in 2 groups, 3 filters each
  assert.deepEqual([grouped.inputChannels, grouped.filters, grouped.fanIn], [4, 6, 8]);
  const half = kernelRows(layerOf([2, 3, 2, 2], "in-out-space", 1));
  const { rows, data } = kernelRows(grouped);
  assert.equal(rows, 6);
  assert.deepEqual([...data], [...half.data, ...half.data.map((value) => value + 24)]);
});

Deno.test("a depthwise kernel of TensorFlow has a filter for each channel and multiplier", () => {
  const layer = layerOf([3, 3, 4, 2], "space-in-multiplier", 4);
  assert.deepEqual([layer.kind, layer.filters, layer.fanIn], ["depthwise-conv2d", 8, 9]);
  const { data } = kernelRows(layer);
  assert.deepEqual([...data.subarray(0, 3)], [0, 8, 16]); // the first channel's first taps
});
