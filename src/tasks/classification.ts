/**
 * Classification of images: the only task so far, and the only code that uses labels and accuracy.
 *
 * @module
 */
import {
  type Augmentation,
  Batches,
  type BatchSource,
  type Dataset,
  normalizationOf,
  split,
} from "../../data/mod.ts";
import { InputError } from "../errors.ts";
import { buildModel } from "../models/mod.ts";
import { crossEntropy } from "../objectives/mod.ts";
import { Rng } from "../rng.ts";
import type { ModelTask, Task } from "../training/mod.ts";

/** Mirrored images, and crops shifted by up to 4 pixels: the usual choice for 32x32 (He et al. 2016, section 4.2). */
const AUGMENTATION: Augmentation = { flip: true, pad: 4 };

/** Images in a batch of an evaluation: enough for the backend to use all of its threads, and small in memory. */
const EVALUATION_BATCH = 250;

/**
 * How a model reads labeled images, what is minimized and what is measured: a classification without its data.
 *
 * @param shape Of one image: [height, width, channels].
 * @returns The fields `images` and `labels`, the objective `crossEntropy`, the sum `correct` and the figure `accuracy`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * const { fields, figures } = labeledImages([32, 32, 3]);
 * assert.deepEqual(fields.map(({ name }) => name), ["images", "labels"]);
 * assert.deepEqual(figures({ examples: 20, loss: 30, sums: { correct: 15 } }), { accuracy: 0.75 });
 * ```
 */
export function labeledImages(
  shape: readonly [height: number, width: number, channels: number],
): ModelTask<"images" | "labels"> & Pick<Task, "figures"> {
  return {
    fields: [
      { name: "images", dtype: "float32", shape },
      { name: "labels", dtype: "int32", shape: [] },
    ],
    objective: crossEntropy(),
    inputs: ({ images }) => [images],
    sums: ({ fields: { labels }, outputs: [logits] }) =>
      logits === undefined ? {} : { correct: logits.argMax(1).equal(labels).sum() },
    figures: ({ examples, sums: { correct = 0 } }) => ({
      accuracy: examples === 0 ? null : correct / examples,
    }),
  };
}

/** Options of {@linkcode classification}. */
export interface ClassificationOptions {
  /** Images in a mini-batch. @default {64} */
  readonly batchSize?: number;
  /** Random horizontal flips and shifted crops of the training images. @default {false} */
  readonly augment?: boolean;
  /** Decides the validation images, the order of the batches and the flips and crops. @default {1} */
  readonly seed?: number;
  /** Whether training batches are prepared on a thread of their own. @default {true} */
  readonly imageThread?: boolean;
}

/**
 * The task of finding the class of each image of a dataset. A tenth of the training images is set aside for validation;
 * inputs are normalized by the mean and deviation of the others.
 *
 * @param dataset Labeled images.
 * @param options Batch size, augmentation and seed.
 * @returns The task, see {@linkcode labeledImages}. Dispose of it (`using`) when training has ended.
 * @throws {InputError} If a batch is larger than the training images, or there are too few to set some aside.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadDataset } from "../../data/mod.ts";
 * const dataset = await loadDataset({ name: "shapes", limit: 100 });
 * using task = classification(dataset, { batchSize: 30, imageThread: false });
 * assert.equal(task.batches.train.stepsPerEpoch, 3); // 90 training images, 10 for validation
 * ```
 */
export function classification(
  dataset: Dataset,
  options: ClassificationOptions = {},
): Task<"images" | "labels"> {
  const { batchSize = 64, augment = false, seed = 1, imageThread = true } = options;
  const { name, digest, classes, train, test } = dataset;
  const rng = new Rng(seed);
  const parts = split(train, rng);
  const normalization = normalizationOf(train, parts.train);
  using stack = new DisposableStack();
  const batches = {
    train: stack.use(
      new Batches(train, {
        batchSize,
        normalization,
        indices: parts.train,
        ...(augment ? { augment: AUGMENTATION } : {}),
        rng: rng.split("batches"),
        worker: imageThread,
      }),
    ),
    validation: stack.use(
      new Batches(train, {
        batchSize: EVALUATION_BATCH,
        normalization,
        indices: parts.validation,
        worker: false,
      }),
    ),
    test: stack.use(
      new Batches(test, { batchSize: EVALUATION_BATCH, normalization, worker: false }),
    ),
  } satisfies Record<string, BatchSource>;
  if (batches.train.stepsPerEpoch === 0) {
    throw new InputError(
      `A batch of ${batchSize} is larger than the ${parts.train.length} training images: ` +
        "expected a smaller `batchSize` or more images",
      { option: "batchSize" },
    );
  }
  const owned = stack.move();
  return {
    name: "classification",
    ...labeledImages(train.shape),
    batches,
    data: {
      name,
      digest,
      train: parts.train.length,
      validation: parts.validation.length,
      test: test.count,
    },
    metadata: {
      data: { name, digest, classes },
      normalisation: normalization, // spelled as in the checkpoints of earlier versions
    },
    buildModel: (model, { rng, dropout }) =>
      buildModel(model, { inputShape: train.shape, classes: classes.length, rng, dropout }),
    [Symbol.dispose]: () => owned.dispose(),
  };
}
