/**
 * Loading the images that the options of a call choose.
 *
 * @module
 */
import { type Dataset, loadDataset, type Progress } from "../../data/mod.ts";
import type { FlatOptions } from "../../src/runs/config.ts";
import { cacheFolder } from "./cache_folder.ts";

/** The options that choose images, which every command with images has. */
export type ImageChoice = Pick<
  FlatOptions,
  "data" | "dataDir" | "limit" | "imageSize" | "label" | "seed"
>;

/**
 * Loads the images from files, the cache or the network.
 *
 * @param choice The options that choose them.
 * @param signal Ends the work with its reason.
 * @param progress Receives progress events.
 * @returns The data set.
 * @throws {InputError} If it is missing, damaged, or smaller than `--limit`.
 */
export async function loadImages(
  { data, dataDir, limit, imageSize, label, seed }: ImageChoice,
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
