/**
 * Softmax cross-entropy with its gradient in one kernel.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/**
 * Kernel: inputs `logits` and `labels` (a distribution a row), both float32 [n, classes]; outputs the rows' losses [n]
 * and what they change by with the logits, softmax - labels [n, classes].
 */
export const CROSS_ENTROPY = "SoftmaxCrossEntropyWithLogits";

let registered = false;

/**
 * Lets `tf.losses.softmaxCrossEntropy` use the kernel, on backends that have it. Stock, it is ten operations and six
 * more for the gradient. Values are the same; so is the gradient, but for the one with respect to the labels, where stock
 * takes the logits' with the other sign.
 */
export function registerCrossEntropy(): void {
  if (registered) return;
  registered = true;
  tf.registerGradient({
    kernelName: CROSS_ENTROPY,
    inputsToSave: ["logits"],
    outputsToSave: [false, true],
    gradFunc: gradients,
  });
  const stock = tf.losses.softmaxCrossEntropy;
  tf.losses.softmaxCrossEntropy = (labels, logits, weights, smoothing = 0, reduction) => {
    const [t, z] = [labels, logits];
    const taken = t instanceof tf.Tensor && z instanceof tf.Tensor && z.rank === 2 &&
      t.size > 0 && z.dtype === "float32" && String(t.shape) === String(z.shape) &&
      tf.getKernel(CROSS_ENTROPY, tf.getBackend()) !== undefined;
    if (!taken) return stock(labels, logits, weights, smoothing, reduction);
    return tf.tidy(() => {
      const share = smoothing / (z.shape[1] ?? 1);
      const target = smoothing > 0 ? t.toFloat().mul(1 - smoothing).add(share) : t.toFloat();
      const outputs: tf.Tensor[] = tf.engine().runKernel(CROSS_ENTROPY, {
        logits: z,
        labels: target,
      });
      const [losses] = outputs;
      if (losses === undefined) throw new TypeError("two outputs expected");
      return tf.losses.computeWeightedLoss(losses, weights, reduction);
    });
  };
}

const gradients: tf.GradConfig["gradFunc"] = (dy, saved) => {
  const [dlosses] = Array.isArray(dy) ? dy : [dy];
  const [logits, change] = saved;
  if (!dlosses || !logits || !change) throw new TypeError("missing tensors of cross-entropy");
  return {
    logits: () => change.mul(dlosses.expandDims(1)),
    labels: () => tf.logSoftmax(logits).mul(dlosses.expandDims(1)).neg(),
  };
};
