/** Runs the same computation on tfjs' cpu backend and on the backend under test. */

import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Rng } from "../../src/rng.ts";

/** A tensor's values and shape, outside any backend. */
export interface Values {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Uniform values in [-1, 1). */
export function uniform(rng: Rng, shape: readonly number[]): Values {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, data: Float32Array.from({ length: size }, () => 2 * rng.uniform() - 1) };
}

/** The results of `compute` on `backend`. Asserts that no tensor and no data is left. */
export async function evaluate(
  backend: string,
  inputs: readonly Values[],
  compute: (...tensors: tf.Tensor[]) => tf.Tensor[],
): Promise<Values[]> {
  await tf.setBackend(backend);
  const before = tf.memory();
  const tensors = inputs.map(({ shape, data }) =>
    tf.tensor(data, [...shape], data instanceof Int32Array ? "int32" : "float32")
  );
  const results = tf.tidy(() => compute(...tensors));
  const values = await Promise.all(results.map(async (result) => {
    const data = await result.data();
    assert.ok(data instanceof Float32Array || data instanceof Int32Array);
    return { shape: result.shape, data };
  }));
  tf.dispose([results, tensors]);
  const after = tf.memory();
  assert.equal(after.numTensors, before.numTensors, `tensors left on ${backend}`);
  assert.equal(after.numDataBuffers, before.numDataBuffers, `data left on ${backend}`);
  return values;
}

/** Asserts that `actual` is within `tolerance` of `expected`, relative to the largest expected value (at least 1). */
export function assertClose(actual: Values, expected: Values, tolerance: number): void {
  assert.deepEqual(actual.shape, expected.shape);
  let scale = 1;
  for (const value of expected.data) scale = Math.max(scale, Math.abs(value));
  expected.data.forEach((value, i) => {
    const found = actual.data[i] ?? NaN;
    assert.ok(
      Math.abs(found - value) <= tolerance * scale,
      `element ${i}: found ${found}, expected ${value}`,
    );
  });
}

/** Asserts that `backend` and tfjs' cpu backend compute the same. */
export async function assertAgrees(
  backend: string,
  inputs: readonly Values[],
  compute: (...tensors: tf.Tensor[]) => tf.Tensor[],
  tolerance = 1e-5,
): Promise<void> {
  const expected = await evaluate("cpu", inputs, compute);
  const actual = await evaluate(backend, inputs, compute);
  assert.equal(actual.length, expected.length);
  actual.forEach((values, i) => assertClose(values, expected[i] ?? values, tolerance));
}
