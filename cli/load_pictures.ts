/**
 * From the options that choose pictures to the pictures.
 *
 * @module
 */
import { type Dataset, loadDataset, type Progress } from "../data/mod.ts";
import type { TrainOptions } from "../src/training/mod.ts";
import { cacheFolder } from "./folders.ts";

/** Which pictures, as the options of every command that reads some say it. */
export type PictureChoice = Pick<
  TrainOptions,
  "data" | "dataDir" | "limit" | "imageSize" | "label" | "seed"
>;

/**
 * Loads them, from files, the cache or the network.
 *
 * @throws {InputError} If they are not there, damaged, or fewer than asked for.
 */
export async function loadPictures(
  { data, dataDir, limit, imageSize, label, seed }: PictureChoice,
  signal: AbortSignal,
  progress?: Progress,
): Promise<Dataset> {
  return await loadDataset({
    name: data,
    cacheDir: cacheFolder((name) => Deno.env.get(name)),
    labels: label,
    seed,
    signal,
    ...(progress === undefined ? {} : { progress }),
    ...(dataDir === null ? {} : { dataDir }),
    ...(limit === null ? {} : { limit }),
    ...(imageSize === null ? {} : { imageSize }),
  });
}
