import { InputError } from "../src/errors.ts";
import { Rng } from "../src/rng.ts";
import { readCifar } from "./cifar.ts";
import { cachedCifar } from "./cifar_cache.ts";
import { findCifar } from "./cifar_folder.ts";
import { CIFAR_LAYOUTS, type CifarLayout } from "./cifar_layouts.ts";
import { digestOf } from "./digest.ts";
import type { RemoteFile } from "./download.ts";
import { readImageFolder } from "./image_folder.ts";
import { limited } from "./limit.ts";
import { type Cifar100Labels, datasetNames } from "./names.ts";
import { type Dataset, pick, type Progress } from "./images.ts";
import { reasonOf } from "../src/files/file_error.ts";
import { SHAPE_CLASSES, shapes, type ShapesOptions } from "./shapes.ts";

/** Which data set is loaded, and how much of it. */
export interface LoadOptions {
  /** `shapes`, `cifar10`, `cifar100`, or the path of an image folder. */
  readonly name: string;
  /** Folder that holds CIFAR's binary files. @default the cache folder, filled by one download */
  readonly dataDir?: string;
  /** Folder for downloaded data. @default none: CIFAR needs `dataDir` */
  readonly cacheDir?: string;
  /** Number of training images to use; of the test images a fifth as many. @default all */
  readonly limit?: number;
  /** Seed of the choice that `limit` makes, and of an image folder's test images where it has none. @default {1} */
  readonly seed?: number;
  /** Height and width that an image folder's images are scaled to, 1 to 1024. @default {32} */
  readonly imageSize?: number;
  /** Which of CIFAR-100's labels are learned: `fine` (100 classes) or `coarse` (20). @default {"fine"} */
  readonly labels?: Cifar100Labels;
  /** How many images of `shapes` are drawn, and from which seed. @default the values of {@linkcode ShapesOptions} */
  readonly shapes?: ShapesOptions;
  /** Where CIFAR's archive is downloaded from. @default the site of its authors */
  readonly source?: RemoteFile;
  /** Receives progress events. @default none */
  readonly progress?: Progress;
  /** Ends the work with the signal's reason. @default none */
  readonly signal?: AbortSignal;
}

/**
 * Loads a data set into memory: from files, from the cache, or from the network into the cache.
 *
 * @param options Which data set, and how much of it.
 * @returns All images as bytes.
 * @throws {InputError} If the data set is missing, damaged, or smaller than `limit`.
 *
 * @example A part of the built-in data
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadDataset } from "./mod.ts";
 *
 * const { classes, train, test } = await loadDataset({ name: "shapes", limit: 100 });
 * assert.deepEqual([classes.length, train.count, test.count], [10, 100, 20]);
 * ```
 */
export async function loadDataset(options: LoadOptions): Promise<Dataset> {
  const { classes, train, test } = await load(options);
  return { name: options.name, classes, train, test, digest: digestOf(train, test) };
}

async function load(options: LoadOptions): Promise<Omit<Dataset, "name" | "digest">> {
  const { name, labels, ...rest } = options;
  const rng = new Rng(options.seed ?? 1).split("data");
  switch (name) {
    case "shapes":
      return limitedShapes(options, rng);
    case "cifar10":
    case "cifar100": {
      const layout = CIFAR_LAYOUTS[name];
      const folder = await cifarFolder(layout, options);
      const chosen = name === "cifar100" && labels !== undefined ? { labels } : {};
      return readCifar(folder, layout, { ...rest, ...chosen, rng });
    }
    default:
      await mustBeFolder(name);
      return readImageFolder(name, { ...rest, rng });
  }
}

function limitedShapes(options: LoadOptions, rng: Rng): Omit<Dataset, "name" | "digest"> {
  const { train, test } = shapes(options.shapes);
  const chosen = limited({ train: train.count, test: test.count }, options.limit, rng);
  return {
    classes: SHAPE_CLASSES,
    train: pick(train, chosen.train),
    test: pick(test, chosen.test),
  };
}

function cifarFolder(layout: CifarLayout, options: LoadOptions): Promise<string> {
  if (options.dataDir !== undefined) return findCifar(layout, options.dataDir);
  if (options.cacheDir !== undefined) return cachedCifar(layout, options.cacheDir, options);
  throw new InputError(
    `Cannot read ${layout.title}: no folder was named (give \`dataDir\` or \`cacheDir\`)`,
    { option: "dataDir" },
  );
}

async function mustBeFolder(name: string): Promise<void> {
  const found = await Deno.stat(name).then(
    ({ isDirectory }) => isDirectory ? undefined : "it is a file",
    (error: unknown) =>
      error instanceof Deno.errors.NotFound ? "no folder has that name" : reasonOf(error),
  );
  if (found === undefined) return;
  throw new InputError(
    `Cannot read the data "${name}": ${found}, expected ` +
      `${datasetNames.join(", ")} or a folder with train/<class>/*.jpg or *.png`,
    { option: "name" },
  );
}
