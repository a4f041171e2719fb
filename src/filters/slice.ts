/**
 * The one vocabulary of masking, resetting, copying and optimizer surgery: a slice of a variable.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";

/**
 * What a slice is to the filter it belongs to: its own weights (`kernel`, `bias`), the per-channel parameters that its
 * channel passes through (`gamma` to `alpha`, the last of a PReLU), or the weights of others that read it (`consumer`).
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
 * Where a slice lies in the row-major values of its variable. An optimizer's slots have their variable's layout, so the
 * same region holds there too.
 */
export interface Region {
  /** The shape the values are viewed in: the variable's own, or another of the same size. */
  readonly shape: readonly number[];
  /** The axis of {@linkcode Region.shape} that {@linkcode Region.indices} count along. */
  readonly axis: number;
  /** Sorted, unique. */
  readonly indices: readonly number[];
}

/** Some indices along one axis of one variable, and why they are named. */
export interface Slice extends Region {
  readonly variable: tf.Variable;
  readonly role: Role;
}

/** The three lengths a shape has around an axis: [outer, axis, inner]. */
function around(shape: readonly number[], axis: number): [number, number, number] {
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  return [product(shape.slice(0, axis)), shape[axis] ?? 1, product(shape.slice(axis + 1))];
}

/** Calls `each(position, from, length)` for every contiguous run of the region; `position` counts through its rows. */
function runs(
  { shape, axis, indices }: Region,
  each: (row: number, column: number, from: number, length: number) => void,
): void {
  const [outer, size, inner] = around(shape, axis);
  indices.forEach((index, row) => {
    for (let o = 0; o < outer; o++) each(row, o * inner, (o * size + index) * inner, inner);
  });
}

/** How many values each index of a region has: the length of a row of {@linkcode readSlice}. */
export function rowLength({ shape, axis }: Region): number {
  const [outer, , inner] = around(shape, axis);
  return outer * inner;
}

/**
 * The elements of one variable that any of the regions covers.
 *
 * @param size How many elements the variable has.
 * @param regions Regions of this one variable, along whatever axes.
 * @returns Shape [size], row-major: 1 where covered, 0 elsewhere.
 *
 * @example Row 1 and column 0 of a 2 x 3 matrix
 * ```ts
 * import assert from "node:assert/strict";
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
 * Copies a slice out of its variable's values.
 *
 * @param values The variable's values, row-major.
 * @returns One row per index, shape [indices, rowLength]: for a convolution's kernel one filter a row, its weights in
 * the order (height, width, input channel).
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
 * Writes rows as {@linkcode readSlice} returns them, or one number everywhere, into a variable's values.
 *
 * @param values The variable's values, row-major; changed in place.
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

/** Slices by the variable they lie in, in the order of first mention. */
export function byVariable(slices: Iterable<Slice>): Map<tf.Variable, Slice[]> {
  const found = new Map<tf.Variable, Slice[]>();
  for (const slice of slices) {
    const others = found.get(slice.variable);
    if (others === undefined) found.set(slice.variable, [slice]);
    else others.push(slice);
  }
  return found;
}
