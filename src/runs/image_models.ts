/**
 * Models that are ready to run on images, and the images.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import { type Dataset, loadDataset, type LoadOptions, type Normalization } from "../../data/mod.ts";
import { openModelFile } from "../checkpoint/mod.ts";
import { readModel } from "../checkpoint/tfjs_models.ts";
import { InputError } from "../errors.ts";
import { architectureNamed, buildModel, classesOf, loadStateDictionary } from "../models/mod.ts";
import { Rng } from "../rng.ts";
import { type GivenNormalization, givenNormalization, modelSource } from "./model_source.ts";

/** A model that is ready to run on images. */
export interface ImageModel {
  /** The model's path, or any other name for it; for reports and errors. */
  readonly path: string;
  /** The model; it has one input of shape [images, height, width, channels]. */
  readonly model: tf.LayersModel;
  /** How bytes of images become the model's inputs. */
  readonly normalization: Normalization;
}

/** How models are opened. */
export interface ImageModelOptions extends GivenNormalization {
  /**
   * Name of the catalog's architecture that the weights belong to, such as `resnet56`, for files that hold weights only.
   *
   * @default {the file holds the model}
   */
  readonly architecture?: string;
  /** The checkpoint that a run directory means. @default {"last"} */
  readonly checkpoint?: "last" | "best";
  /** Ends the reading of images with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Models and the images that all of them run on. Dispose of it to dispose of the models that were opened. */
export interface ModelsOnImages extends Disposable {
  /** In the order in which they were asked for. */
  readonly models: readonly ImageModel[];
  /** The images. */
  readonly dataset: Dataset;
}

/** A model file as it was read. */
interface OpenedModel {
  readonly path: string;
  readonly model: tf.LayersModel;
  /** What the model's file says of its images. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Opens models, loads the images that all of them run on, and checks that they fit together.
 *
 * @param doing What errors say cannot be done, such as `evaluate`.
 * @param models Paths of run directories, checkpoints, TF.js layers models or files of weights; or models in memory, which
 * the caller disposes of.
 * @param data The images, or how to load them. Without `imageSize` the images of a folder get the size that the first model
 * takes.
 * @param options How models are opened.
 * @returns The models and the images. Dispose of it (`using`).
 * @throws {InputError} If a model or the images cannot be read, a model does not say how its images are normalized, or it
 * does not take these images.
 */
export async function openModelsOnImages(
  doing: string,
  models: readonly (string | ImageModel)[],
  data: LoadOptions | Dataset,
  options: ImageModelOptions,
): Promise<ModelsOnImages> {
  const given = givenNormalization(options);
  const { architecture, checkpoint, signal } = options;
  using stack = new DisposableStack();
  const opened: (OpenedModel | ImageModel)[] = [];
  const open = async (read: (file: string) => Promise<Omit<OpenedModel, "path">>) => {
    for (const each of models) {
      if (typeof each !== "string") {
        opened.push(each);
        continue;
      }
      const { path, file } = await modelSource(each, checkpoint);
      const found = await read(file);
      stack.defer(() => found.model.dispose());
      opened.push({ path, ...found });
    }
  };
  // A model that holds its architecture decides the images' size; the images decide it for weights of the catalog's models.
  if (architecture === undefined) await open(readModel);
  const size = opened[0]?.model.inputs[0]?.shape[1] ?? null;
  const dataset = "train" in data ? data : await loadDataset({
    ...(size === null ? {} : { imageSize: size }),
    ...(signal === undefined ? {} : { signal }),
    ...data,
  });
  if (architecture !== undefined) {
    await open((file) => readWeights(file, architecture, dataset));
  }
  const ready = opened.map((each): ImageModel => {
    const normalization = "normalization" in each
      ? each.normalization
      : given ?? storedNormalization(doing, each);
    checkInput(doing, each, dataset);
    checkChannels(doing, each.path, normalization, dataset);
    return { path: each.path, model: each.model, normalization };
  });
  const disposables = stack.move();
  return { models: ready, dataset, [Symbol.dispose]: () => disposables.dispose() };
}

/** A model of the catalog with the weights of a file. */
async function readWeights(
  file: string,
  name: string,
  { classes, test: { shape } }: Dataset,
): Promise<Omit<OpenedModel, "path">> {
  const architecture = architectureNamed(name);
  using weights = await openModelFile(file);
  const model = buildModel(name, {
    inputShape: shape,
    classes: classesOf(weights.tensors) ?? classes.length,
    rng: new Rng(0),
  });
  try {
    loadStateDictionary(model, architecture, weights.tensors, file);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return { model, metadata: {} };
}

/** The normalization that a run wrote into its checkpoints. */
function storedNormalization(doing: string, { path, metadata }: OpenedModel): Normalization {
  const { normalisation: normalization } = metadata;
  if (isNormalization(normalization)) return normalization;
  throw new InputError(
    `Cannot ${doing} ${path}: the model does not say how its images were normalized (give \`mean\` and \`std\`, such as 0,0,0 and 1,1,1 for pixels in [0, 1])`,
    { option: "mean" },
  );
}

function isNormalization(value: unknown): value is Normalization {
  const numbers = (list: unknown) =>
    Array.isArray(list) && list.every((item) => typeof item === "number");
  return typeof value === "object" && value !== null && "mean" in value && "std" in value &&
    numbers(value.mean) && numbers(value.std);
}

function checkInput(
  doing: string,
  { path, model }: Pick<ImageModel, "path" | "model">,
  { name, test: { shape } }: Dataset,
): void {
  const [input] = model.inputs;
  const fail = (what: string) => new InputError(`Cannot ${doing} ${path} on ${name}: ${what}`);
  if (input === undefined || model.inputs.length > 1) {
    throw fail(`the model has ${model.inputs.length} inputs, expected one`);
  }
  const taken = input.shape.slice(1);
  if (taken.length !== 3 || taken.some((side, i) => side !== null && side !== shape[i])) {
    throw fail(`the model takes images of ${taken.join("x")}, found ${shape.join("x")}`);
  }
}

function checkChannels(
  doing: string,
  path: string,
  { mean }: Normalization,
  { test: { shape } }: Dataset,
): void {
  if (mean.length === shape[2]) return;
  throw new InputError(
    `Cannot ${doing} ${path}: \`mean\` has ${mean.length} channels, the images have ${shape[2]}`,
    { option: "mean" },
  );
}
