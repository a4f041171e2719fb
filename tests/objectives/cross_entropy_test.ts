import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { crossEntropy } from "../../src/objectives/mod.ts";
import { testOnBackends } from "../backend/backends.ts";

testOnBackends("cross-entropy is the mean of -log softmax at the labels", async () => {
  const logits = tf.tensor2d([[0, Math.log(3)], [Math.log(7), 0]]);
  const labels = tf.tensor1d([0, 0], "int32");
  const { crossEntropy: loss } = crossEntropy().terms({ fields: { labels }, outputs: [logits] });
  // Probabilities of class 0: 1/4 and 7/8.
  const expected = (Math.log(4) + Math.log(8 / 7)) / 2;
  assert.ok(Math.abs(((await loss?.data())?.[0] ?? 0) - expected) < 1e-6);
  assert.deepEqual(loss?.shape, []);
  tf.dispose([logits, labels, loss ?? []]);
});

Deno.test("outputs that are no logits of classes are refused with the shape that is needed", () => {
  const labels = tf.tensor1d([0], "int32");
  for (const outputs of [[], [tf.zeros([1, 2, 2])]]) {
    const terms = () => crossEntropy().terms({ fields: { labels }, outputs });
    assert.throws(terms, /shape \[examples, classes\]/);
    tf.dispose(outputs);
  }
  labels.dispose();
});
