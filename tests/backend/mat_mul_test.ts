import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { Rng } from "../../src/rng.ts";
import { assertClose, uniform, type Values } from "./agreement.ts";
import { testOnBackends } from "./backends.ts";

type Shape = readonly number[];

/** The index of an element of `shape`, where axes of length 1 are broadcast and leading ones are absent. */
function offset(shape: Shape, index: Shape): number {
  const own = index.slice(index.length - shape.length);
  return shape.reduce((at, length, i) => at * length + (length === 1 ? 0 : own[i] ?? 0), 0);
}

/** All indices of a shape, in row-major order. */
function indices(shape: Shape): number[][] {
  return shape.reduce<number[][]>(
    (all, length) => all.flatMap((index) => Array.from({ length }, (_, i) => [...index, i])),
    [[]],
  );
}

/** The product by its definition: tfjs' cpu backend has the error that is tested here, too. */
function product(a: Values, b: Values, batch: Shape): Values {
  const [rows = 0, inner = 0] = a.shape.slice(-2);
  const shape = [...batch, rows, b.shape.at(-1) ?? 0];
  const data = Float32Array.from(indices(shape), (index) => {
    const [row = 0, column = 0] = index.slice(-2);
    const at = index.slice(0, -2);
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum += (a.data[offset(a.shape, [...at, row, k])] ?? NaN) *
        (b.data[offset(b.shape, [...at, k, column])] ?? NaN);
    }
    return sum;
  });
  return { shape, data };
}

const BATCHES: readonly [a: Shape, b: Shape, batch: Shape][] = [
  [[4, 1], [4, 5], [4, 5]],
  [[4, 5], [4, 1], [4, 5]],
  [[4, 1], [1, 5], [4, 5]],
  [[1, 5], [4, 5], [4, 5]],
  [[4, 1], [5], [4, 5]],
  [[5], [4, 5], [4, 5]],
  [[], [4, 5], [4, 5]],
  [[4, 1], [3, 1, 5], [3, 4, 5]],
  [[3, 1, 5], [3, 4, 1], [3, 4, 5]],
  [[1, 4, 1], [3, 4, 5], [3, 4, 5]],
];

testOnBackends("matrices are multiplied with any batch axes broadcast", async () => {
  const before = tf.memory();
  for (const [batchA, batchB, batch] of BATCHES) {
    const a = uniform(new Rng(1), [...batchA, 2, 3]);
    const b = uniform(new Rng(2), [...batchB, 3, 2]);
    const expected = product(a, b, batch);
    const [x, y] = [tf.tensor(a.data, [...a.shape]), tf.tensor(b.data, [...b.shape])];
    for (const transposed of [false, true]) {
      const result = tf.tidy(() =>
        transposed ? tf.matMul(swapped(x), swapped(y), true, true) : tf.matMul(x, y)
      );
      assertClose({ shape: result.shape, data: await result.data<"float32">() }, expected, 1e-6);
      result.dispose();
    }
    tf.dispose([x, y]);
  }
  const after = tf.memory();
  assert.equal(after.numTensors, before.numTensors);
  assert.equal(after.numDataBuffers, before.numDataBuffers);
});

/** The same matrices, transposed. */
function swapped(x: tf.Tensor): tf.Tensor {
  const axes = x.shape.map((_, i) => i);
  return x.transpose([...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
}
