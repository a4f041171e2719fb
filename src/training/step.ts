import * as tf from "@tensorflow/tfjs";
import type { Batch, Batches } from "../../data/mod.ts";
import { type Body, compile, type Compiled } from "../backend/mod.ts";
import { namedVariables } from "../filters/mod.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";

/** Sums over some images. */
export interface Tally {
  /** Images seen. */
  readonly images: number;
  /** Sum of the images' losses (softmax cross-entropy, nats). */
  readonly loss: number;
  /** Images classified rightly. */
  readonly correct: number;
}

/** Of an image: [height, width, channels]. */
type ImageShape = readonly [number, number, number];

/** A batch's images and labels as tensors, owned by the caller. */
export function tensorsOf(
  { images, labels, count }: Batch,
  [height, width, channels]: ImageShape,
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
  throw new TypeError("expected a model with one output of shape [images, classes]");
}

function pairOf([rows = 0, columns = 0]: readonly number[]): [number, number] {
  return [rows, columns];
}

/** Mean softmax cross-entropy of logits, a scalar. */
function crossEntropy(logits: tf.Tensor2D, labels: tf.Tensor): tf.Scalar {
  const loss = tf.losses.softmaxCrossEntropy(tf.oneHot(labels, logits.shape[1]), logits);
  return loss.asScalar();
}

/** How many logits have their largest value at the label, a scalar. */
function countCorrect(logits: tf.Tensor2D, labels: tf.Tensor): tf.Scalar {
  return logits.argMax(1).equal(labels).sum().asScalar();
}

/** Gradient descent on batches, a step at a time; as fast as the backend can run it, which is in one piece. */
export class TrainingStep implements Disposable {
  readonly #optimizer: Optimizer;
  readonly #shape: ImageShape;
  readonly #step: Compiled;

  constructor(model: tf.LayersModel, optimizer: Optimizer, shape: ImageShape) {
    this.#optimizer = optimizer;
    this.#shape = shape;
    const body: Body = (images, labels, rate, correction) => {
      const correct: tf.Scalar[] = [];
      const { value, grads } = tf.variableGrads(() => {
        const logits = logitsOf(model, images, true);
        correct.push(tf.keep(countCorrect(logits, labels))); // kept: variableGrads clears up behind its function
        return crossEntropy(logits, labels);
      }, optimizer.variables);
      optimizer.apply(grads, { rate, correction });
      const measured = [value, ...correct.map((count) => count.toFloat())];
      tf.dispose(correct);
      return measured;
    };
    this.#step = compile(body, [
      ...namedVariables(model).map(([, variable]) => variable),
      ...optimizer.slots.map(({ value }) => value),
    ]);
  }

  /** One step. */
  async run(batch: Batch, learningRate: number): Promise<Tally> {
    const { images, labels } = tensorsOf(batch, this.#shape);
    const { rate, correction } = this.#optimizer.begin(learningRate);
    const measured = this.#step.run(images, labels, rate, correction);
    return await tallyOf(measured, [images, labels, rate, correction], batch.count);
  }

  [Symbol.dispose](): void {
    this.#step[Symbol.dispose]();
  }
}

/** The loss and accuracy of a model on batches, without training. */
export class Evaluation implements Disposable {
  readonly #shape: ImageShape;
  readonly #step: Compiled;

  constructor(model: tf.LayersModel, shape: ImageShape) {
    this.#shape = shape;
    const body: Body = (images, labels) => {
      const logits = logitsOf(model, images, false);
      return [crossEntropy(logits, labels), countCorrect(logits, labels).toFloat()];
    };
    this.#step = compile(body, namedVariables(model).map(([, variable]) => variable));
  }

  /**
   * All images of the batches, once.
   *
   * @param signal Ends it with the signal's reason.
   */
  async run(batches: Batches, signal?: AbortSignal): Promise<Tally> {
    let total: Tally = { images: 0, loss: 0, correct: 0 };
    for await (const batch of batches.sequential()) {
      signal?.throwIfAborted();
      const { images, labels } = tensorsOf(batch, this.#shape);
      const measured = this.#step.run(images, labels);
      total = sum(total, await tallyOf(measured, [images, labels], batch.count));
      batches.recycle(batch);
    }
    return total;
  }

  [Symbol.dispose](): void {
    this.#step[Symbol.dispose]();
  }
}

/** Two tallies as one. */
export function sum(a: Tally, b: Tally): Tally {
  return { images: a.images + b.images, loss: a.loss + b.loss, correct: a.correct + b.correct };
}

/** Reads the scalars mean loss and correct, and disposes them and the tensors that they were computed from. */
async function tallyOf(
  measured: readonly tf.Tensor[],
  used: readonly tf.Tensor[],
  images: number,
): Promise<Tally> {
  const values = await Promise.all(measured.map((scalar) => scalar.data()));
  const [loss = NaN, correct = NaN] = values.map(([value]) => value);
  tf.dispose([...measured, ...used]);
  return { images, loss: loss * images, correct };
}
