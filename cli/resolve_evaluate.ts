/**
 * A call of `repr evaluate`, resolved: which model file, and which pictures.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { InputError, messageOf } from "../src/errors.ts";
import { readRunConfig } from "../src/report/run_config.ts";
import { EVALUATE_OPTIONS } from "./evaluate_options.ts";
import { fileLayer, type Layer, resolveCall, type Resolved } from "./resolve.ts";
import { TRAIN_OPTIONS } from "./train_options.ts";

/** A resolved call of `repr evaluate`. */
export interface EvaluateCall {
  /** The model as it was named. */
  readonly path: string;
  /** The folder or `model.json` that is read. */
  readonly file: string;
  /** The dataset's name. */
  readonly data: string;
  readonly resolved: Resolved<typeof EVALUATE_OPTIONS>;
}

/**
 * Resolves a call: flag > environment > `--config` > the run's own configuration > default.
 *
 * @param path A run directory, a checkpoint's folder, or a `model.json`.
 * @throws {InputError} If there is no such model, or a value is wrong or missing.
 */
export async function resolveEvaluate(
  path: string,
  flags: Readonly<Record<string, unknown>>,
  variable: (name: string) => string | undefined,
): Promise<EvaluateCall> {
  const run = await runOf(path);
  const own = run === null ? new Map() : await optionsOf(run);
  const given = await resolveCall(EVALUATE_OPTIONS, flags, variable);
  // what the run was limited to says nothing about other data
  const kept = given.values.data === null ? Object.keys(EVALUATE_OPTIONS) : ["seed", "label"];
  const lower: Layer = new Map(
    [...own].filter(([key]) => kept.includes(key) && key !== "batchSize"),
  );
  const resolved = await resolveCall(EVALUATE_OPTIONS, flags, variable, [lower]);
  const { data, checkpoint, mean, std } = resolved.values;
  if (data === null) {
    throw new InputError(
      `Cannot evaluate ${path}: it is not part of a run that knows its data (give --data shapes, cifar10, cifar100 or a folder)`,
    );
  }
  if ((mean === null) !== (std === null) || mean?.length !== std?.length) {
    throw new InputError(
      `--mean and --std go together, a number for each channel: found ${mean ?? "none"} and ${
        std ?? "none"
      }`,
    );
  }
  return { path, file: run === path ? join(run, "checkpoints", checkpoint) : path, data, resolved };
}

/** The run directory that a path is, or whose checkpoint it is; else null. */
async function runOf(path: string): Promise<string | null> {
  const folder = await isFolder(path) ? path : dirname(path);
  for (const candidate of [folder, dirname(dirname(folder))]) {
    const holds = await Deno.stat(join(candidate, "config.json")).then(() => true, () => false);
    const checkpoint = candidate === folder || basename(dirname(folder)) === "checkpoints";
    if (holds && checkpoint) return candidate === folder ? path : candidate;
  }
  return null;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound ? "no such file or folder" : messageOf(error);
    throw new InputError(
      `Cannot read model ${path}: ${why} (expected a run directory, a checkpoint or a model.json)`,
    );
  }
}

async function optionsOf(run: string): Promise<Layer> {
  const { options } = await readRunConfig(run);
  return fileLayer(TRAIN_OPTIONS, join(run, "config.json"), options);
}
