/**
 * Arrays of a model file.
 *
 * @module
 */
import type { DType } from "./dtype.ts";

/** One array of a model file. */
export interface StoredTensor {
  /** The name that the file gives it. */
  readonly name: string;
  /** Length of each axis; empty for a scalar. */
  readonly shape: readonly number[];
  /** Number type in the file. */
  readonly dtype: DType;
  /**
   * Reads the numbers and converts them to floats, in row-major order.
   *
   * @throws {InputError} If the file is damaged there.
   */
  read(): Float32Array | Float64Array;
}

/**
 * How many numbers an array of some shape holds.
 *
 * @param shape Length of each axis.
 * @returns The product of the lengths; 1 for a scalar.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * assert.equal(sizeOf([64, 3, 7, 7]), 9408);
 * ```
 */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
