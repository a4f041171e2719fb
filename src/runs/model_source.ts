/**
 * Which files a model's path means, and how its images are normalized if the caller gives that. Nothing here loads tfjs, so
 * that a call can be checked before anything heavy is loaded.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import type { Normalization } from "../../data/mod.ts";
import { InputError } from "../errors.ts";
import { reasonOf } from "../files/file_error.ts";
import { type PathKind, pathKind } from "../files/path_kind.ts";

/** The files that a model's path means. */
export interface ModelSource {
  /** The path, as it was given. */
  readonly path: string;
  /** The folder or file that is read. */
  readonly file: string;
  /** The run directory that the path names or whose checkpoint it names; null for other models. */
  readonly run: string | null;
}

/**
 * Finds the files that a model's path means. For a run directory these are the files of one of its checkpoints; another
 * folder or file is the model itself.
 *
 * @param path A run directory, the folder of a checkpoint, a `model.json`, or another program's model file.
 * @param checkpoint The checkpoint that a run directory means.
 * @returns The files, and the run that they belong to.
 * @throws {InputError} If there is nothing at the path.
 *
 * @example A run directory means its last checkpoint
 * ```ts
 * import assert from "node:assert/strict";
 * import { modelSource } from "./model_source.ts";
 *
 * const run = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${run}/config.json`, "{}");
 * const { file } = await modelSource(run);
 * assert.equal(file, `${run}/checkpoints/last`);
 * await Deno.remove(run, { recursive: true });
 * ```
 */
export async function modelSource(
  path: string,
  checkpoint: "last" | "best" = "last",
): Promise<ModelSource> {
  const kind = await kindOf(path);
  if (kind === "folder" && await isRun(path)) {
    return { path, file: join(path, "checkpoints", checkpoint), run: path };
  }
  const folder = kind === "folder" ? path : dirname(path);
  const run = dirname(dirname(folder));
  const inRun = basename(dirname(folder)) === "checkpoints" && await isRun(run);
  return { path, file: path, run: inRun ? run : null };
}

/** How images become inputs of a model, where the caller gives it. */
export interface GivenNormalization {
  /** Each channel's mean, in [0, 1]. @default {the model's own} */
  readonly mean?: readonly number[];
  /** Each channel's standard deviation, above 0. @default {the model's own} */
  readonly std?: readonly number[];
}

/**
 * Checks that a mean and a standard deviation are given together.
 *
 * @param given What the caller gave.
 * @returns The normalization; null if the caller gave neither, so that the model's own is used.
 * @throws {InputError} If only one of the two is given, or they differ in length.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { givenNormalization } from "./model_source.ts";
 *
 * assert.deepEqual(givenNormalization({ mean: [0.5], std: [0.25] }), { mean: [0.5], std: [0.25] });
 * assert.equal(givenNormalization({}), null);
 * assert.throws(() => givenNormalization({ mean: [0.5] }), /`mean` and `std` must be given together/);
 * ```
 */
export function givenNormalization({ mean, std }: GivenNormalization): Normalization | null {
  if (mean === undefined && std === undefined) return null;
  if (mean !== undefined && mean.length === std?.length) return { mean, std };
  throw new InputError(
    `\`mean\` and \`std\` must be given together, a number for each channel: found ${
      mean ?? "none"
    } and ${std ?? "none"}`,
    { option: mean === undefined ? "mean" : "std" },
  );
}

async function isRun(folder: string): Promise<boolean> {
  return await pathKind(join(folder, "config.json")) === "file";
}

async function kindOf(path: string): Promise<PathKind> {
  const kind = await pathKind(path).catch((error: unknown) => {
    throw cannotRead(path, reasonOf(error));
  });
  if (kind === null) throw cannotRead(path, "no such file or folder");
  return kind;
}

function cannotRead(path: string, why: string): InputError {
  return new InputError(
    `Cannot read model ${path}: ${why} (expected a run directory, a checkpoint or a model.json)`,
  );
}
