import * as tf from "@tensorflow/tfjs";
import type { Objective } from "../training/mod.ts";

/**
 * Softmax cross-entropy of a model's first output, in nats: the mean over the batch of `-log softmax(logits)[label]`.
 *
 * @returns An objective with the term `crossEntropy`. The output has shape [examples, classes] and holds logits; the field
 * `labels` has shape [examples] and holds class indices.
 *
 * @example Uniform logits of four classes
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import assert from "node:assert/strict";
 * const labels = tf.tensor1d([2], "int32");
 * const { crossEntropy: loss } = crossEntropy().terms({ fields: { labels }, outputs: [tf.zeros([1, 4])] });
 * assert.ok(Math.abs((loss?.dataSync()[0] ?? 0) - Math.log(4)) < 1e-6);
 * ```
 */
export function crossEntropy(): Objective<"labels"> {
  return {
    terms({ fields: { labels }, outputs: [logits] }) {
      if (logits?.rank !== 2) {
        throw new TypeError(
          "cross-entropy needs a model whose first output has shape [examples, classes]",
        );
      }
      const targets = tf.oneHot(labels, logits.shape[1] ?? 0);
      return { crossEntropy: tf.losses.softmaxCrossEntropy(targets, logits) };
    },
  };
}
