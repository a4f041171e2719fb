/**
 * Models and the images that they are run on: for every command that needs both.
 *
 * @module
 */
import type { Dataset, Normalization } from "../../data/mod.ts";
import { openModelFile } from "../../src/checkpoint/mod.ts";
import { readModel } from "../../src/checkpoint/tfjs_models.ts";
import { InputError } from "../../src/errors.ts";
import {
  architectureNamed,
  buildModel,
  classesOf,
  loadStateDictionary,
} from "../../src/models/mod.ts";
import { Rng } from "../../src/rng.ts";
import type { DATA_OPTIONS } from "./data_options.ts";
import { loadImages } from "./load_images.ts";
import type { Values } from "./options.ts";
import type * as tf from "@tensorflow/tfjs";

/** A model that is asked for. */
export interface NamedModel {
  /** As it was named, for errors. */
  readonly path: string;
  /** The folder or file that is read. */
  readonly file: string;
}

/** A model that is ready to run. */
export interface ModelOnImages extends NamedModel {
  readonly model: tf.LayersModel;
  readonly normalization: Normalization;
}

/** Which images, and how a model takes them. */
export interface ImageOptions extends Omit<Values<typeof DATA_OPTIONS>, "data"> {
  /** The dataset's name. */
  readonly data: string;
  readonly seed: number;
  /** The architecture of files of weights; null for files that hold it themselves. */
  readonly model: string | null;
  /** Each channel's mean and deviation; null for those that the models know. */
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
}

/**
 * Reads models and the dataset that all of them run on.
 *
 * @param doing What errors say cannot be done, such as `evaluate`.
 * @throws {InputError} If a model cannot be read, does not say how its images were normalized, or does not take these
 * images.
 */
export async function modelsOnImages(
  doing: string,
  named: readonly NamedModel[],
  options: ImageOptions,
  signal: AbortSignal,
): Promise<{ readonly models: readonly ModelOnImages[]; readonly dataset: Dataset }> {
  const { model: architecture } = options;
  const whole = architecture === null
    ? await Promise.all(named.map(async (each) => ({ ...each, ...await readModel(each.file) })))
    : [];
  const side = whole[0]?.model.inputs[0]?.shape[1] ?? null;
  const imageSize = options.imageSize ?? side;
  const dataset = await loadImages({ ...options, imageSize }, signal);
  const read = architecture === null
    ? whole
    : await Promise.all(named.map((each) => ofWeights(each, architecture, dataset)));
  const models = read.map(({ path, file, model, metadata }) => {
    const normalization = normalizationFor(doing, path, options, metadata);
    checkInput(doing, path, model, dataset);
    if (normalization.mean.length !== dataset.test.shape[2]) {
      throw new InputError(
        `Cannot ${doing} ${path}: --mean has ${normalization.mean.length} channels, the images have ${
          dataset.test.shape[2]
        }`,
      );
    }
    return { path, file, model, normalization };
  });
  return { models, dataset };
}

/** A model of the catalog with the weights of a file. */
async function ofWeights(
  { path, file }: NamedModel,
  name: string,
  { classes, test: { shape } }: Dataset,
): Promise<NamedModel & { model: tf.LayersModel; metadata: Record<string, unknown> }> {
  const architecture = architectureNamed(name);
  using checkpoint = await openModelFile(file);
  const model = buildModel(name, {
    inputShape: shape,
    classes: classesOf(checkpoint.tensors) ?? classes.length,
    rng: new Rng(0),
  });
  loadStateDictionary(model, architecture, checkpoint.tensors, path);
  return { path, file, model, metadata: {} };
}

/** How the model's images are normalized: as asked for, or as the run wrote it into its checkpoints. */
function normalizationFor(
  doing: string,
  path: string,
  { mean, std }: ImageOptions,
  { normalisation: normalization }: Readonly<Record<string, unknown>>,
): Normalization {
  if (mean !== null && std !== null) return { mean, std };
  if (isNormalization(normalization)) return normalization;
  throw new InputError(
    `Cannot ${doing} ${path}: the model does not say how its images were normalized (give --mean and --std, such as --mean 0,0,0 --std 1,1,1 for pixels in [0, 1])`,
  );
}

function isNormalization(value: unknown): value is Normalization {
  const numbers = (list: unknown) =>
    Array.isArray(list) && list.every((item) => typeof item === "number");
  return typeof value === "object" && value !== null && "mean" in value && "std" in value &&
    numbers(value.mean) && numbers(value.std);
}

/** @throws {InputError} If the model does not take these images. */
function checkInput(doing: string, path: string, model: tf.LayersModel, dataset: Dataset): void {
  const { shape } = dataset.test;
  const [input] = model.inputs;
  const fail = (what: string) =>
    new InputError(`Cannot ${doing} ${path} on ${dataset.name}: ${what}`);
  if (input === undefined || model.inputs.length > 1) {
    throw fail(`the model has ${model.inputs.length} inputs, expected one`);
  }
  const taken = input.shape.slice(1);
  if (taken.length !== 3 || taken.some((side, i) => side !== null && side !== shape[i])) {
    throw fail(`the model takes images of ${taken.join("x")}, found ${shape.join("x")}`);
  }
}
