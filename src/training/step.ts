import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../../data/mod.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";

/** Sums over some pictures. */
export interface Tally {
  /** Pictures seen. */
  readonly images: number;
  /** Sum of the pictures' losses (softmax cross-entropy, nats). */
  readonly loss: number;
  /** Pictures classified rightly. */
  readonly correct: number;
}

/** A batch's pictures and labels as tensors, owned by the caller. */
export function tensorsOf(
  { images, labels, count }: Batch,
  [height, width, channels]: readonly [number, number, number],
): { images: tf.Tensor4D; labels: tf.Tensor1D } {
  return {
    images: tf.tensor4d(images, [count, height, width, channels]),
    labels: tf.tensor1d(labels, "int32"),
  };
}

/** The class scores of a model with one output. */
function logitsOf(model: tf.LayersModel, images: tf.Tensor, training: boolean): tf.Tensor2D {
  const output = model.apply(images, { training });
  if (output instanceof tf.Tensor && output.rank === 2) return output.as2D(...pairOf(output.shape));
  throw new TypeError("expected a model with one output of shape [pictures, classes]");
}

function pairOf([rows = 0, columns = 0]: readonly number[]): [number, number] {
  return [rows, columns];
}

/** Mean softmax cross-entropy of logits, a scalar. */
function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  const loss = tf.losses.softmaxCrossEntropy(tf.oneHot(labels, logits.shape[1]), logits);
  return loss.asScalar();
}

/** How many logits have their largest value at the label, a scalar. */
function countCorrect(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return logits.argMax(1).equal(labels).sum().asScalar();
}

/**
 * One step of gradient descent on a batch.
 *
 * @param shape Of a picture: [height, width, channels].
 */
export async function trainStep(
  model: tf.LayersModel,
  variables: tf.Variable[],
  optimizer: Optimizer,
  batch: Batch,
  shape: readonly [number, number, number],
  learningRate: number,
): Promise<Tally> {
  const { images, labels } = tensorsOf(batch, shape);
  const measured = tf.tidy(() => {
    const correct: tf.Scalar[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const logits = logitsOf(model, images, true);
      correct.push(tf.keep(countCorrect(logits, labels))); // kept: variableGrads clears up behind its function
      return crossEntropy(logits, labels);
    }, variables);
    optimizer.apply(grads, learningRate);
    const measured = tf.stack([value, ...correct.map((count) => count.toFloat())]);
    tf.dispose(correct);
    return measured;
  });
  return await tallyOf(measured, [images, labels], batch.count);
}

/**
 * The loss and accuracy of a model on some batches, without training.
 *
 * @param signal Ends it with the signal's reason.
 */
export async function evaluate(
  model: tf.LayersModel,
  batches: AsyncIterable<Batch>,
  shape: readonly [number, number, number],
  signal?: AbortSignal,
): Promise<Tally> {
  let total: Tally = { images: 0, loss: 0, correct: 0 };
  for await (const batch of batches) {
    signal?.throwIfAborted();
    const { images, labels } = tensorsOf(batch, shape);
    const measured = tf.tidy(() => {
      const logits = logitsOf(model, images, false);
      return tf.stack([crossEntropy(logits, labels), countCorrect(logits, labels).toFloat()]);
    });
    total = sum(total, await tallyOf(measured, [images, labels], batch.count));
  }
  return total;
}

/** Two tallies as one. */
export function sum(a: Tally, b: Tally): Tally {
  return { images: a.images + b.images, loss: a.loss + b.loss, correct: a.correct + b.correct };
}

/** Reads [mean loss, correct] and disposes it and what it was made of. */
async function tallyOf(measured: tf.Tensor, used: tf.Tensor[], images: number): Promise<Tally> {
  const [loss = NaN, correct = NaN] = await measured.data();
  tf.dispose([measured, ...used]);
  return { images, loss: loss * images, correct };
}
