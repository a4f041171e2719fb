import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { compile } from "../../src/backend/mod.ts";
import { Rng } from "../../src/rng.ts";
import { assertAgrees, uniform } from "./agreement.ts";
import { testedBackends, testOn, testOnBackends } from "./backends.ts";

for (const backend of testedBackends) {
  testOn(
    backend,
    "the gradient of gather sums the rows that were gathered several times",
    async () => {
      const indices = { shape: [7], data: Int32Array.of(3, 0, 3, 3, 1, 4, 0) };
      for (const axis of [0, 1, 2]) {
        const x = uniform(new Rng(axis), [5, 6, 5]);
        await assertAgrees(backend, [x, indices], (x, indices) => [
          tf.grad((x) => tf.gather(x, indices as tf.Tensor1D, axis).square().sum())(x),
        ]);
      }
    },
  );
}

for (const backend of testedBackends) {
  testOn(
    backend,
    "gather agrees with tfjs' cpu backend for any axis, batch axes and types",
    async () => {
      const x = uniform(new Rng(1), [3, 4, 5]);
      const whole = { shape: [3, 4], data: Int32Array.from({ length: 12 }, (_, i) => i * i) };
      const rows = { shape: [3, 2], data: Int32Array.of(3, 0, 3, 1, 2, 2) };
      await assertAgrees(backend, [x, whole, rows], (x, whole, rows) => [
        tf.gather(x as tf.Tensor3D, rows as tf.Tensor2D, 1),
        tf.gather(x as tf.Tensor3D, rows as tf.Tensor2D, 2),
        tf.gather(whole as tf.Tensor2D, rows as tf.Tensor2D, 1, 1),
        tf.gather(x as tf.Tensor3D, rows as tf.Tensor2D, 1, 1),
        tf.gather(x as tf.Tensor3D, rows as tf.Tensor2D, 2, 1),
        tf.gather(whole as tf.Tensor2D, tf.tensor2d([0, 1, 2, 3, 1, 0], [3, 2], "int32"), 1, 1),
        tf.gather(x, tf.ones([3, 4, 2], "int32"), 2, 2),
      ]);
    },
  );
}

testOnBackends("gather refuses an index out of range, compiled or not", () => {
  const [x, indices] = [tf.ones([2, 4]), tf.tensor2d([[0, 1], [3, 4]], [2, 2], "int32")];
  const before = tf.memory();
  for (const batchDims of [0, 1]) {
    const gather = () => tf.gather(x, indices, 1, batchDims);
    using compiled = compile(
      (x, indices) => [tf.gather(x, indices as tf.Tensor2D, 1, batchDims)],
      [],
    );
    assert.throws(() => tf.tidy(gather), /4 is not in \[0, [34]/);
    assert.throws(() => compiled.run(x, indices), /4 is not in \[0, [34]/);
  }
  const after = tf.memory();
  assert.equal(after.numTensors, before.numTensors);
  assert.equal(after.numDataBuffers, before.numDataBuffers);
  tf.dispose([x, indices]);
});
