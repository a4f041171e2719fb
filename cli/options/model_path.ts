/**
 * The run that a path belongs to.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { InputError } from "../../src/errors.ts";
import { cannotRead } from "../../src/files/file_error.ts";
import { readRunConfig } from "../../src/runs/read_run_config.ts";
import { fileLayer, type Layer } from "./resolve.ts";
import { TRAIN_OPTIONS } from "../train/options.ts";

/** A model as it is named in a call. */
export interface ModelPath {
  /** As it was named. */
  readonly path: string;
  /** The folder or file that is read. */
  readonly file: string;
  /** The run directory that it is, or whose checkpoint it is; else null. */
  readonly run: string | null;
}

/**
 * Finds out what a path names.
 *
 * @param checkpoint Which one of a run's checkpoints is meant when the path is the run's.
 * @throws {InputError} If there is nothing.
 */
export async function modelPath(path: string, checkpoint: string): Promise<ModelPath> {
  const folder = await isFolder(path) ? path : dirname(path);
  for (const candidate of [folder, dirname(dirname(folder))]) {
    const holds = await Deno.stat(join(candidate, "config.json")).then(() => true, () => false);
    const within = candidate === folder || basename(dirname(folder)) === "checkpoints";
    if (!holds || !within) continue;
    const run = candidate === folder ? path : candidate;
    return { path, file: run === path ? join(run, "checkpoints", checkpoint) : path, run };
  }
  return { path, file: path, run: null };
}

/** Options of a run that mean something else, or nothing, in a call about its model. */
const OF_TRAINING = new Set(["model", "batchSize"]);

/**
 * What a run says about its own images: the lowest layer of a call about its model.
 *
 * @param keys The call's options.
 * @param otherData The call names its data itself, to which the run's choice of images does not apply.
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

/** @throws {InputError} If only one of `--mean` and `--std` is given, or they differ in length. */
export function checkMeanAndStd(
  { mean, std }: {
    readonly mean: readonly number[] | null;
    readonly std: readonly number[] | null;
  },
): void {
  if ((mean === null) === (std === null) && mean?.length === std?.length) return;
  throw new InputError(
    `--mean and --std go together, a number for each channel: found ${mean ?? "none"} and ${
      std ?? "none"
    }`,
  );
}

async function isFolder(path: string): Promise<boolean> {
  const fail = (error: unknown) =>
    cannotRead(`model ${path}`, error, "a run directory, a checkpoint or a model.json");
  const { isDirectory } = await Deno.stat(path).catch((error) => Promise.reject(fail(error)));
  return isDirectory;
}
