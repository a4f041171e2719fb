/**
 * A slice of a variable: the one vocabulary of masking, resetting, copying and optimizer surgery.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";

/**
 * What a slice is to its filter: the filter's own weights (`kernel`, `bias`), the parameters per channel through which its
 * channel passes (`gamma` to `alpha`, the last of a PReLU), or the weights of later layers that read it (`consumer`).
 */
export type Role =
  | "kernel"
  | "bias"
  | "gamma"
  | "beta"
  | "movingMean"
  | "movingVariance"
  | "alpha"
  | "consumer";

/**
 * Which elements of a variable, in its row-major values. An optimizer's slots have the layout of their variable, so the same
 * region applies to them.
 */
export interface Region {
  /** The shape in which the values are viewed: the variable's own, or another of the same size. */
  readonly shape: readonly number[];
  /** The axis of {@linkcode Region.shape} along which {@linkcode Region.indices} count. */
  readonly axis: number;
  /** Sorted, unique. */
  readonly indices: readonly number[];
}

/** Some indices along one axis of one variable, and what they are to a filter. */
export interface Slice extends Region {
  /** The variable whose elements are meant; the model's own, not a copy. */
  readonly variable: tf.Variable;
  /** What the elements are to their filter. */
  readonly role: Role;
}

/** The sizes of a shape before, along and after an axis: [outer, axis, inner]. */
function around(shape: readonly number[], axis: number): [number, number, number] {
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  return [product(shape.slice(0, axis)), shape[axis] ?? 1, product(shape.slice(axis + 1))];
}

/**
 * Calls `each` for every contiguous run of a region: `length` elements that begin at `from` in the values, and at `column` of
 * row `row` of the region's rows.
 */
function runs(
  { shape, axis, indices }: Region,
  each: (row: number, column: number, from: number, length: number) => void,
): void {
  const [outer, size, inner] = around(shape, axis);
  indices.forEach((index, row) => {
    for (let o = 0; o < outer; o++) each(row, o * inner, (o * size + index) * inner, inner);
  });
}

/**
 * How many elements each index of a region has: the length of a row of {@linkcode readSlice}.
 *
 * @param region Its shape and axis; the indices do not matter.
 * @returns The product of all sizes except that of the axis.
 *
 * @example A 3 x 3 kernel of 16 input channels and 32 filters
 * ```ts
 * import assert from "node:assert/strict";
 * import { rowLength } from "./mod.ts";
 *
 * assert.equal(rowLength({ shape: [3, 3, 16, 32], axis: 3, indices: [] }), 3 * 3 * 16);
 * ```
 */
export function rowLength({ shape, axis }: Region): number {
  const [outer, , inner] = around(shape, axis);
  return outer * inner;
}

/**
 * Marks the elements of one variable that any of the regions covers.
 *
 * @param size How many elements the variable has.
 * @param regions Regions of this variable, along any axes.
 * @returns Shape [size], row-major: 1 where covered, 0 elsewhere.
 *
 * @example Row 1 and column 0 of a 2 x 3 matrix
 * ```ts
 * import assert from "node:assert/strict";
 * import { maskOf } from "./mod.ts";
 *
 * const shape = [2, 3];
 * assert.deepEqual(
 *   [...maskOf(6, [{ shape, axis: 0, indices: [1] }, { shape, axis: 1, indices: [0] }])],
 *   [1, 0, 0, 1, 1, 1],
 * );
 * ```
 */
export function maskOf(size: number, regions: Iterable<Region>): Uint8Array {
  const mask = new Uint8Array(size);
  for (const region of regions) {
    runs(region, (_row, _column, from, length) => mask.fill(1, from, from + length));
  }
  return mask;
}

/**
 * Copies a region out of a variable's values.
 *
 * @param values The variable's values, row-major.
 * @param region Which elements.
 * @returns One row per index, shape [indices, rowLength]: for a convolution's kernel one filter per row, its weights in
 * the order (height, width, input channel).
 *
 * @example Column 1 of a 2 x 3 matrix
 * ```ts
 * import assert from "node:assert/strict";
 * import { readSlice } from "./mod.ts";
 *
 * const values = Float32Array.of(1, 2, 3, 4, 5, 6);
 * assert.deepEqual(readSlice(values, { shape: [2, 3], axis: 1, indices: [1] }), Float32Array.of(2, 5));
 * ```
 */
export function readSlice(values: Float32Array, region: Region): Float32Array {
  const columns = rowLength(region);
  const rows = new Float32Array(region.indices.length * columns);
  runs(region, (row, column, from, length) => {
    rows.set(values.subarray(from, from + length), row * columns + column);
  });
  return rows;
}

/**
 * Writes rows, as {@linkcode readSlice} returns them, or one number everywhere, to a region of a variable's values.
 *
 * @param values The variable's values, row-major; changed in place.
 * @param region Which elements.
 * @param rows Shape [indices, rowLength], or the value of all elements.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { writeSlice } from "./mod.ts";
 *
 * const values = Float32Array.of(1, 2, 3, 4);
 * writeSlice(values, { shape: [2, 2], axis: 1, indices: [0] }, 0);
 * assert.deepEqual(values, Float32Array.of(0, 2, 0, 4));
 * ```
 */
export function writeSlice(
  values: Float32Array,
  region: Region,
  rows: Float32Array | number,
): void {
  const columns = rowLength(region);
  runs(region, (row, column, from, length) => {
    if (typeof rows === "number") values.fill(rows, from, from + length);
    else {
      const start = row * columns + column;
      values.set(rows.subarray(start, start + length), from);
    }
  });
}

/**
 * Groups slices by their variable.
 *
 * @param slices Any slices.
 * @returns The slices of each variable, in the order in which they are given; variables in the order of their first slice.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { byVariable } from "./mod.ts";
 *
 * const variable = tf.variable(tf.zeros([2, 2]));
 * const slice = { variable, role: "kernel", shape: [2, 2], axis: 1, indices: [0] } as const;
 * const reader = { ...slice, role: "consumer", axis: 0 } as const;
 * assert.deepEqual(byVariable([slice, reader]).get(variable), [slice, reader]);
 * ```
 */
export function byVariable(slices: Iterable<Slice>): Map<tf.Variable, Slice[]> {
  const found = new Map<tf.Variable, Slice[]>();
  for (const slice of slices) {
    const others = found.get(slice.variable);
    if (others === undefined) found.set(slice.variable, [slice]);
    else others.push(slice);
  }
  return found;
}
