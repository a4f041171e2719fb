/**
 * From the options that choose images to the images.
 *
 * @module
 */
import { type Dataset, loadDataset, type Progress } from "../../data/mod.ts";
import type { FlatOptions } from "../../src/runs/config.ts";
import { cacheFolder } from "./cache_folder.ts";

/** Which images, as the options of every command that reads some say it. */
export type ImageChoice = Pick<
  FlatOptions,
  "data" | "dataDir" | "limit" | "imageSize" | "label" | "seed"
>;

/**
 * Loads them, from files, the cache or the network.
 *
 * @throws {InputError} If they are not there, damaged, or fewer than asked for.
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
