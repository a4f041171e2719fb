/**
 * The accuracy and loss of a model on a dataset: the report of `repr evaluate`.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { Batches, type Dataset, type LoadOptions } from "../../data/mod.ts";
import { InputError } from "../errors.ts";
import { parametersOf } from "../models/mod.ts";
import type { BackendFacts, EvaluateReport, ReportBody } from "../report/mod.ts";
import { classify } from "../tasks/mod.ts";
import { listedWithRest } from "../listed.ts";
import { brokenWeights } from "./broken_weights.ts";
import { type ImageModel, type ImageModelOptions, openModelsOnImages } from "./image_models.ts";

/** Options of {@linkcode evaluateModel}. */
export interface EvaluateOptions extends ImageModelOptions {
  /** What the model runs on, as `useBackend` returned it; for the report. */
  readonly backend: BackendFacts;
  /** Which part of the dataset. @default {"test"} */
  readonly split?: "test" | "train";
  /** Images that are classified at a time. @default {256} */
  readonly batchSize?: number;
}

/**
 * Measures the accuracy and loss of a classifier.
 *
 * @param model A run directory, checkpoint, TF.js layers model, file of weights of a catalog's architecture, or a model in
 * memory. Its one output holds class scores, or probabilities if its last layer is a softmax.
 * @param data The images, or how to load them.
 * @param options The backend in use, and which images.
 * @returns The report without its `tool` and `options`: the fraction of images classified correctly, the mean
 * cross-entropy in nats, and the accuracy of each class. Figures are null where there are no images.
 * @throws {InputError} If the model or the images cannot be read, or do not fit together, or the model's weights or scores
 * are NaN or infinite.
 *
 * @example A model that always answers with class 0 is right for a tenth of the images
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { evaluateModel } from "./mod.ts";
 *
 * const logits = tf.layers.dense({ units: 10, kernelInitializer: "zeros" });
 * const model = tf.sequential({
 *   layers: [tf.layers.flatten({ inputShape: [32, 32, 3] }), logits],
 * });
 * const bias = tf.oneHot(0, 10).toFloat();
 * logits.setWeights([tf.zeros([3072, 10]), bias.as1D()]);
 * const normalization = { mean: [0, 0, 0], std: [1, 1, 1] };
 * const backend = { name: "cpu", device: "CPU:0", version: "4", threads: 1, determinism: {} };
 *
 * const { accuracy, images } = await evaluateModel(
 *   { path: "my model", model, normalization },
 *   { name: "shapes", shapes: { train: 0, test: 50 } },
 *   { backend },
 * );
 * assert.equal(images, 50);
 * assert.equal(accuracy, 0.1);
 * ```
 */
export async function evaluateModel(
  model: string | ImageModel,
  data: LoadOptions | Dataset,
  options: EvaluateOptions,
): Promise<ReportBody<EvaluateReport>> {
  const { backend, split = "test", batchSize = 256, signal } = options;
  using opened = await openModelsOnImages("evaluate", [model], data, options);
  const { models: [ready], dataset } = opened;
  if (ready === undefined) throw new TypeError("one model was asked for");
  const { path, model: network, normalization } = ready;
  checkOutput(path, network, dataset);
  const broken = await brokenWeights(network);
  if (broken.length > 0) {
    throw new InputError(
      `Cannot evaluate ${path}: found NaN or infinity in ${
        listedWithRest(broken, 3)
      }, expected finite weights (take a checkpoint from before the training diverged)`,
    );
  }
  const chosen = dataset[split];
  const start = performance.now();
  using batches = new Batches(chosen, { batchSize, normalization, worker: false });
  const { images, loss, seen, correct, unusable } = await classify(
    network,
    batches.sequential(),
    chosen.shape,
    dataset.classes.length,
    signal,
  );
  if (unusable > 0) {
    throw new InputError(
      `Cannot evaluate ${path}: its scores are NaN or infinite for ${unusable} of ${images} images, expected finite ones (do \`mean\` and \`std\` fit the model?)`,
    );
  }
  const rate = (right: number, all: number) => all === 0 ? null : right / all;
  return {
    kind: "evaluate",
    version: 1,
    model: { path, parameters: parametersOf(network) },
    data: { name: dataset.name, digest: dataset.digest, classes: dataset.classes.length },
    backend: { ...backend, determinism: { ...backend.determinism } },
    accuracy: rate(correct.reduce((a, b) => a + b, 0), images),
    loss: rate(loss, images),
    images,
    perClass: dataset.classes.map((name, i) => ({
      class: name,
      images: seen[i] ?? 0,
      accuracy: rate(correct[i] ?? 0, seen[i] ?? 0),
    })),
    seconds: (performance.now() - start) / 1000,
  };
}

/** Checks that the model has one output with a score for each of the dataset's classes. */
function checkOutput(path: string, model: tf.LayersModel, { name, classes }: Dataset): void {
  const [output, ...others] = model.outputs;
  const fail = (what: string) => new InputError(`Cannot evaluate ${path} on ${name}: ${what}`);
  if (output === undefined || others.length > 0) {
    throw fail(`the model has ${model.outputs.length} outputs, expected one`);
  }
  const scores = output.shape.at(-1);
  if (scores !== classes.length) {
    throw fail(`the model distinguishes ${scores} classes, the data have ${classes.length}`);
  }
}
