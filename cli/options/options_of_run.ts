/**
 * For calls about a model and images: the run's own options for its images, and the options that the library takes.
 *
 * @module
 */
import { join } from "node:path";
import type { LoadOptions } from "../../data/mod.ts";
import type { ImageModelOptions } from "../../src/runs/mod.ts";
import { type GivenNormalization, givenNormalization } from "../../src/runs/model_source.ts";
import { readRunConfig } from "../../src/runs/read_run_config.ts";
import { TRAIN_OPTIONS } from "../train/options.ts";
import { cacheFolder } from "./cache_folder.ts";
import type { DATA_OPTIONS } from "./data_options.ts";
import type { Values } from "./options.ts";
import { fileLayer, type Layer } from "./resolve.ts";

/** Options of a run that have another meaning, or none, in a call about its model. */
const OF_TRAINING = new Set(["model", "batchSize"]);

/**
 * A run's own options for its images: the layer of lowest priority in a call about its model.
 *
 * @param run The run directory; null if the model is not part of a run.
 * @param keys The call's options.
 * @param otherData Whether the call names its data itself: then the run's choice of images does not apply.
 * @returns The run's values of these options.
 * @throws {InputError} If the run's configuration cannot be read.
 */
export async function optionsOfRun(
  run: string | null,
  keys: readonly string[],
  otherData: boolean,
): Promise<Layer> {
  if (run === null) return new Map();
  const { options } = await readRunConfig(run);
  const own = fileLayer(TRAIN_OPTIONS, join(run, "config.json"), options);
  const kept = otherData ? ["seed", "label"] : keys;
  return new Map([...own].filter(([key]) => kept.includes(key) && !OF_TRAINING.has(key)));
}

/** A call's values that decide how its models are opened. */
interface ModelValues {
  /** The architecture of a file of weights; null for files that hold the model. */
  readonly model: string | null;
  readonly checkpoint: "last" | "best";
  /** Each channel's mean and standard deviation; null for the model's own. */
  readonly mean: readonly number[] | null;
  readonly std: readonly number[] | null;
}

/**
 * How models are opened, as the library takes it.
 *
 * @param values The options' values.
 * @returns Options without those that are not given.
 */
export function imageModelOptions(
  { model, checkpoint, ...rest }: ModelValues,
): ImageModelOptions {
  return {
    checkpoint,
    ...(model === null ? {} : { architecture: model }),
    ...givenMeanAndStd(rest),
  };
}

/**
 * Checks that `--mean` and `--std` are given together, before anything is loaded.
 *
 * @param values The options' values.
 * @throws {InputError} If only one of them is given, or they differ in length.
 */
export function checkMeanAndStd(values: Pick<ModelValues, "mean" | "std">): void {
  givenNormalization(givenMeanAndStd(values));
}

function givenMeanAndStd({ mean, std }: Pick<ModelValues, "mean" | "std">): GivenNormalization {
  return { ...(mean === null ? {} : { mean }), ...(std === null ? {} : { std }) };
}

/** A call's values that choose images. */
interface ImageValues extends Omit<Values<typeof DATA_OPTIONS>, "data"> {
  readonly seed: number;
}

/**
 * How the images are loaded, as the library takes it.
 *
 * @param name The dataset's name.
 * @param values The options' values.
 * @returns Options without those that are not given.
 */
export function loadOptions(
  name: string,
  { dataDir, limit, imageSize, label, seed }: ImageValues,
): LoadOptions {
  return {
    name,
    cacheDir: cacheFolder((variable) => Deno.env.get(variable)),
    labels: label,
    seed,
    ...(dataDir === null ? {} : { dataDir }),
    ...(limit === null ? {} : { limit }),
    ...(imageSize === null ? {} : { imageSize }),
  };
}
