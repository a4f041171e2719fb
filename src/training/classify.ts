/**
 * A model's answers on labeled images, class by class.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../../data/mod.ts";
import { tensorsOf } from "./step.ts";

/** How a model did on some images. */
export interface Classified {
  /** Images seen. */
  readonly images: number;
  /** Sum of the images' cross-entropies, nats. */
  readonly loss: number;
  /** Images seen of each class. */
  readonly seen: readonly number[];
  /** Images classified rightly, of each class. */
  readonly correct: readonly number[];
}

/**
 * Classifies images. The model's one output has shape [images, classes]; it holds class scores (logits), or
 * probabilities where its last layer is a softmax.
 *
 * @param shape Of an image: [height, width, channels].
 * @param signal Ends it with the signal's reason.
 */
export async function classify(
  model: tf.LayersModel,
  batches: AsyncIterable<Batch>,
  shape: readonly [number, number, number],
  classes: number,
  signal?: AbortSignal,
): Promise<Classified> {
  const seen = new Array<number>(classes).fill(0);
  const correct = new Array<number>(classes).fill(0);
  const probabilities = endsInSoftmax(model);
  let images = 0;
  let loss = 0;
  for await (const batch of batches) {
    signal?.throwIfAborted();
    const { losses, answers } = await answersOf(model, batch, shape, probabilities);
    batch.labels.forEach((label, i) => {
      seen[label] = (seen[label] ?? 0) + 1;
      if (answers[i] === label) correct[label] = (correct[label] ?? 0) + 1;
      loss += losses[i] ?? 0;
    });
    images += batch.count;
  }
  return { images, loss, seen, correct };
}

/** Whether a model gives probabilities itself. */
function endsInSoftmax(model: tf.LayersModel): boolean {
  const [last] = model.outputLayers;
  return last !== undefined &&
    (last.getClassName() === "Softmax" || last.getConfig()["activation"] === "softmax");
}

async function answersOf(
  model: tf.LayersModel,
  batch: Batch,
  shape: readonly [number, number, number],
  probabilities: boolean,
): Promise<{ losses: Float32Array; answers: Int32Array }> {
  const { images, labels } = tensorsOf(batch, shape);
  const measured: { losses: tf.Tensor; answers: tf.Tensor } = tf.tidy(() => {
    const output = model.apply(images, { training: false });
    if (!(output instanceof tf.Tensor)) throw new TypeError("expected a model with one output");
    const logits = (probabilities ? output.maximum(1e-12).log() : output).as2D(batch.count, -1);
    const chosen = tf.oneHot(labels, logits.shape[1]);
    return { losses: logits.logSoftmax().mul(chosen).sum(1).neg(), answers: logits.argMax(1) };
  });
  try {
    return {
      losses: await measured.losses.data<"float32">(),
      answers: await measured.answers.data<"int32">(),
    };
  } finally {
    tf.dispose([images, labels, measured.losses, measured.answers]);
  }
}
