/**
 * A model's classes of labeled images, class by class: for models of any origin.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { ImageBatch } from "../../data/mod.ts";
import { allFinite } from "../finite.ts";

/** How a model classified some images. */
export interface Classified {
  /** Number of images. */
  readonly images: number;
  /** Sum of the images' cross-entropies, nats. */
  readonly loss: number;
  /** Number of images of each class. */
  readonly seen: readonly number[];
  /** Number of correctly classified images of each class. */
  readonly correct: readonly number[];
  /** Number of images for which a score is NaN or infinite. They count as wrong, and not in the loss. */
  readonly unusable: number;
}

/**
 * Classifies images.
 *
 * @param model A model with one output of shape [images, classes]. It holds logits, or probabilities where the last layer
 * is a softmax.
 * @param batches The images.
 * @param shape Of one image: [height, width, channels].
 * @param classes Number of classes.
 * @param signal Ends it with the signal's reason.
 * @returns Counts by class, and the sum of the losses.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { Batches, loadDataset, normalizationOf } from "../../data/mod.ts";
 * import { buildModel } from "../models/mod.ts";
 * import { Rng } from "../rng.ts";
 * const { test, classes } = await loadDataset({ name: "shapes", limit: 50 });
 * const model = buildModel("c1-2", { inputShape: test.shape, classes: 10, rng: new Rng(1) });
 * using batches = new Batches(test, { batchSize: 5, normalization: normalizationOf(test), worker: false });
 * const { images, seen } = await classify(model, batches.sequential(), test.shape, classes.length);
 * assert.equal(images, 10);
 * assert.equal(seen.reduce((a, b) => a + b), 10);
 * ```
 */
export async function classify(
  model: tf.LayersModel,
  batches: AsyncIterable<ImageBatch>,
  shape: readonly [number, number, number],
  classes: number,
  signal?: AbortSignal,
): Promise<Classified> {
  const seen = new Array<number>(classes).fill(0);
  const correct = new Array<number>(classes).fill(0);
  const probabilities = endsInSoftmax(model);
  let images = 0;
  let loss = 0;
  let unusable = 0;
  for await (const batch of batches) {
    signal?.throwIfAborted();
    const { losses, answers, finite } = await answersOf(model, batch, shape, probabilities);
    batch.fields.labels.forEach((label, i) => {
      seen[label] = (seen[label] ?? 0) + 1;
      if (!finite(i)) {
        unusable++;
        return;
      }
      if (answers[i] === label) correct[label] = (correct[label] ?? 0) + 1;
      loss += losses[i] ?? 0;
    });
    images += batch.count;
  }
  return { images, loss, seen, correct, unusable };
}

/** Whether a model's output holds probabilities. */
function endsInSoftmax(model: tf.LayersModel): boolean {
  const [last] = model.outputLayers;
  return last !== undefined &&
    (last.getClassName() === "Softmax" || last.getConfig()["activation"] === "softmax");
}

async function answersOf(
  model: tf.LayersModel,
  { fields, count }: ImageBatch,
  shape: readonly [number, number, number],
  probabilities: boolean,
): Promise<{
  losses: Float32Array;
  answers: Int32Array;
  /** Whether all scores of the image at an index are finite. */
  finite: (index: number) => boolean;
}> {
  const images = tf.tensor4d(fields.images, [count, ...shape]);
  const labels = tf.tensor1d(fields.labels, "int32");
  const measured: { losses: tf.Tensor; answers: tf.Tensor; scores: tf.Tensor } = tf.tidy(() => {
    const output = model.apply(images, { training: false });
    if (!(output instanceof tf.Tensor)) throw new TypeError("expected a model with one output");
    const logits = (probabilities ? output.maximum(1e-12).log() : output).as2D(count, -1);
    const chosen = tf.oneHot(labels, logits.shape[1]);
    return {
      losses: logits.logSoftmax().mul(chosen).sum(1).neg(),
      answers: logits.argMax(1),
      scores: output.as2D(count, -1),
    };
  });
  try {
    const scores = await measured.scores.data<"float32">();
    const all = allFinite(scores);
    const each = scores.length / count;
    return {
      losses: await measured.losses.data<"float32">(),
      answers: await measured.answers.data<"int32">(),
      finite: (index) => all || allFinite(scores.subarray(index * each, (index + 1) * each)),
    };
  } finally {
    tf.dispose([images, labels, measured.losses, measured.answers, measured.scores]);
  }
}
