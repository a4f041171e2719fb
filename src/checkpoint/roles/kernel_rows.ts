/**
 * The filters of a layer as the rows of a matrix, for every order of a kernel's axes.
 *
 * @module
 */
import type { Matrix } from "../../linalg/mod.ts";
import { sizeOf } from "../stored_tensor.ts";
import type { KernelLayer } from "./kernel_layers.ts";

/**
 * Reads the filters of a layer.
 *
 * @param layer A layer of an open {@linkcode ModelFile}.
 * @returns One filter per row, shape [filters, fanIn]. The weights of a row are in the file's order, which is the same for
 * all filters of the layer.
 * @throws {InputError} If the file is damaged there.
 *
 * @example A 1x1 convolution from 2 to 3 channels, stored as Keras does
 * ```ts
 * import assert from "node:assert/strict";
 * const rows = kernelRows({
 *   name: "conv",
 *   kind: "conv2d",
 *   kernel: [1, 1],
 *   inputChannels: 2,
 *   filters: 3,
 *   groups: 1,
 *   fanIn: 2,
 *   dilation: null,
 *   axes: "space-in-out",
 *   gamma: null,
 *   tensor: {
 *     name: "conv/kernel",
 *     shape: [1, 1, 2, 3],
 *     dtype: "float32",
 *     read: () => Float32Array.of(1, 2, 3, 4, 5, 6),
 *   },
 * });
 * assert.deepEqual([rows.rows, rows.columns], [3, 2]);
 * assert.deepEqual([...rows.data], [1, 4, 2, 5, 3, 6]);
 * ```
 */
export function kernelRows({ tensor, axes, filters, fanIn, groups }: KernelLayer): Matrix {
  return { rows: filters, columns: fanIn, data: filtersFirst(tensor.read()) };

  function filtersFirst(data: Floats): Floats {
    switch (axes) {
      case "out-in-space":
        return data;
      case "space-in-out":
      case "space-in-multiplier":
        return swapped(data, fanIn, filters, 1);
      case "space-out-in": {
        // [space, out, in]: all inputs of the first tap, then those of the next one.
        const inputs = tensor.shape.at(-1) ?? 1;
        return swapped(data, fanIn / inputs, filters, inputs);
      }
      case "in-out-space": {
        // [groups, in / groups, out / groups, space]
        const [inputs = 1, outputs = 1] = tensor.shape;
        const taps = sizeOf(tensor.shape) / Math.max(1, inputs * outputs);
        const size = data.length / groups;
        const result = data.slice();
        for (let group = 0; group < groups; group++) {
          const part = data.subarray(group * size, (group + 1) * size);
          result.set(swapped(part, fanIn / taps, filters / groups, taps), group * size);
        }
        return result;
      }
    }
  }
}

type Floats = Float32Array | Float64Array;

/** Reorders [a, b, c] to [b, a, c], in blocks that fit into the processor's cache. */
function swapped(data: Floats, a: number, b: number, c: number): Floats {
  const result = data.slice();
  const BLOCK = 32;
  for (let i0 = 0; i0 < a; i0 += BLOCK) {
    for (let j0 = 0; j0 < b; j0 += BLOCK) {
      for (let i = i0; i < Math.min(i0 + BLOCK, a); i++) {
        for (let j = j0; j < Math.min(j0 + BLOCK, b); j++) {
          const [from, to] = [(i * b + j) * c, (j * a + i) * c];
          for (let k = 0; k < c; k++) result[to + k] = data[from + k] ?? NaN;
        }
      }
    }
  }
  return result;
}
