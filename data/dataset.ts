import { InputError } from "../src/errors.ts";
import { Rng } from "../src/rng.ts";
import { readCifar } from "./cifar.ts";
import { cachedCifar } from "./cifar_cache.ts";
import { findCifar } from "./cifar_folder.ts";
import { CIFAR_LAYOUTS, type CifarLayout } from "./cifar_layouts.ts";
import { digestOf } from "./digest.ts";
import type { Source } from "./download.ts";
import { readImageFolder } from "./image_folder.ts";
import { limited } from "./limit.ts";
import { type Dataset, pick, type Progress } from "./images.ts";
import { reasonOf } from "../src/files/file_error.ts";
import { SHAPE_CLASSES, shapes, type ShapesOptions } from "./shapes.ts";

/** Which data set is loaded, and how much of it. */
export interface LoadOptions {
  /** `shapes`, `cifar10`, `cifar100` or the path of an image folder. */
  readonly name: string;
  /** The folder of CIFAR's binary files. @default looked up in the cache, downloaded once */
  readonly dataDir?: string;
  /** Where downloaded data are kept. */
  readonly cacheDir?: string;
  /** Use so many training images and a fifth as many test images. @default all */
  readonly limit?: number;
  /** Chooses the images that `limit` leaves and an image folder's test images if it has none. @default 1 */
  readonly seed?: number;
  /** Height and width that an image folder's images are scaled to. @default 32 */
  readonly imageSize?: number;
  /** Which of CIFAR-100's labels are learnt, `fine` (100) or `coarse` (20). @default "fine" */
  readonly labels?: string;
  /** How much of `shapes` is drawn, and from which seed. */
  readonly shapes?: ShapesOptions;
  /** Where CIFAR's archive is downloaded from. @default its makers' own site */
  readonly source?: Source;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/**
 * Loads a data set into memory as bytes.
 *
 * @throws {InputError} If it is not there, damaged, or smaller than `limit`.
 *
 * @example A few images of the built-in data
 * ```ts
 * import { loadDataset } from "./mod.ts";
 * const { classes, train, test } = await loadDataset({ name: "shapes", limit: 100 });
 * // classes.length is 10, train.count 100, test.count 20
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
      const label = name === "cifar100" && labels !== undefined ? { label: labels } : {};
      return readCifar(folder, layout, { ...rest, ...label, rng });
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
    `Cannot read ${layout.title}: no folder was named (give --data-dir or a cache folder)`,
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
      `${
        ["shapes", ...Object.keys(CIFAR_LAYOUTS)].join(", ")
      } or a folder with train/<class>/*.jpg or *.png`,
  );
}
