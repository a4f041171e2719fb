/**
 * Softmax cross-entropy with its gradient in one kernel.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/**
 * Kernel: inputs `logits` and `labels` (each row a distribution), both float32 [n, classes]; outputs each row's loss [n]
 * and its gradient with respect to the logits, softmax - labels [n, classes].
 */
export const CROSS_ENTROPY = "SoftmaxCrossEntropyWithLogits";

/**
 * Makes `tf.losses.softmaxCrossEntropy` use the kernel, on backends that have it. tfjs composes it of ten operations, and
 * its gradient of six more. The loss and its gradient with respect to the logits are the same. The gradient with respect
 * to the labels differs: it is -log softmax here, while tfjs returns the negated gradient of the logits.
 */
export function registerCrossEntropy(): void {
  tf.registerGradient({
    kernelName: CROSS_ENTROPY,
    inputsToSave: ["logits"],
    outputsToSave: [false, true],
    gradFunc: gradients,
  });
  const stock = tf.losses.softmaxCrossEntropy;
  tf.losses.softmaxCrossEntropy = (labels, logits, weights, smoothing = 0, reduction) => {
    const [t, z] = [labels, logits];
    const hasKernel = t instanceof tf.Tensor && z instanceof tf.Tensor && z.rank === 2 &&
      t.size > 0 && z.dtype === "float32" && String(t.shape) === String(z.shape) &&
      tf.getKernel(CROSS_ENTROPY, tf.getBackend()) !== undefined;
    if (!hasKernel) return stock(labels, logits, weights, smoothing, reduction);
    return tf.tidy(() => {
      const uniform = smoothing / (z.shape[1] ?? 1);
      const target = smoothing > 0 ? t.toFloat().mul(1 - smoothing).add(uniform) : t.toFloat();
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
  const [logits, gradient] = saved;
  if (!dlosses || !logits || !gradient) throw new TypeError("missing tensors of cross-entropy");
  return {
    logits: () => gradient.mul(dlosses.expandDims(1)),
    labels: () => tf.logSoftmax(logits).mul(dlosses.expandDims(1)).neg(),
  };
};
