/**
 * How correlated the features of models are: the reports of `repr cca`.
 *
 * @module
 */
import type { Dataset, LoadOptions } from "../../data/mod.ts";
import { InputError } from "../errors.ts";
import type { BackendFacts, CcaReport, ReportBody } from "../report/mod.ts";
import { Rng } from "../rng.ts";
import { npyActivations, similarity, type SimilarityOptions } from "../similarity/mod.ts";
import { listedWithRest } from "../listed.ts";
import { brokenWeights } from "./broken_weights.ts";
import { ccaFindings, type NamedActivations } from "./cca_findings.ts";
import { type ImageModel, type ImageModelOptions, openModelsOnImages } from "./image_models.ts";
import { modelActivations } from "./model_activations.ts";

/** How features are compared, of models and of files. */
export interface CorrelationOptions extends Omit<SimilarityOptions, "rng" | "split"> {
  /** Only layers, or files of activations, in whose names this pattern finds a match. @default {all} */
  readonly layers?: RegExp;
  /** The measure between layers that a table or page of the report shows. @default {"cca"} */
  readonly method?: "cca" | "svcca" | "pwcca" | "cka";
  /** Seed of the permutations, and of the choice of images. @default {1} */
  readonly seed?: number;
}

/** Options of {@linkcode activationCorrelations}. */
export interface ActivationCorrelationOptions extends CorrelationOptions {
  /**
   * Files of four axes are [images, channels, height, width], as PyTorch has them, and not [images, height, width, channels].
   *
   * @default {false}
   */
  readonly channelsFirst?: boolean;
}

/** Options of {@linkcode featureCorrelations}. */
export interface FeatureCorrelationOptions extends CorrelationOptions, ImageModelOptions {
  /** What the models run on, as `useBackend` returned it; for the report. @default {null in the report} */
  readonly backend?: BackendFacts;
  /** Which part of the dataset. @default {"test"} */
  readonly split?: "test" | "train";
  /** Number of images, drawn at random. @default {all images} */
  readonly images?: number;
  /** Images in a batch. @default {as many as need 64 MiB for the largest layer, at most 100} */
  readonly batchSize?: number;
}

/**
 * Measures how correlated the features of one or two models are: within each layer, between layers, and between the
 * models, each figure next to the level that unrelated features would reach.
 *
 * @param models One or two models: run directories, checkpoints, TF.js layers models, files of weights of the catalog's
 * architectures, or models in memory.
 * @param data The images, or how to load them.
 * @param options What is compared and how.
 * @returns The report of `repr cca` without its `tool` and `options`.
 * @throws {InputError} If a model or the images cannot be read, do not fit together, or there are fewer images than asked
 * for.
 *
 * @example Two filters of which one is twice the other
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { featureCorrelations } from "./mod.ts";
 *
 * const conv = tf.layers.conv2d({ name: "conv", filters: 2, kernelSize: 1, inputShape: [32, 32, 3] });
 * const model = tf.sequential({ layers: [conv] });
 * conv.setWeights([tf.tensor4d([1, 2, 0, 0, 0, 0], [1, 1, 3, 2]), tf.zeros([2])]); // both read red only
 * const normalization = { mean: [0, 0, 0], std: [1, 1, 1] };
 *
 * const { layers: [layer] } = await featureCorrelations(
 *   [{ path: "my model", model, normalization }],
 *   { name: "shapes", shapes: { train: 0, test: 50 } },
 * );
 * assert.equal(layer?.pearson[0]?.[1], 1);
 * assert.deepEqual(layer?.redundant[0]?.filters, [0, 1]);
 * ```
 */
export async function featureCorrelations(
  models: readonly (string | ImageModel)[],
  data: LoadOptions | Dataset,
  options: FeatureCorrelationOptions = {},
): Promise<ReportBody<CcaReport>> {
  const { backend, split = "test", layers, batchSize } = options;
  const start = performance.now();
  using opened = await openModelsOnImages("compare", models, data, options);
  const { dataset } = opened;
  const indices = chosenImages(opened.models[0]?.path ?? "nothing", dataset, options);
  const activations = await modelActivations(opened.models, dataset[split], {
    indices,
    ...(layers === undefined ? {} : { layers }),
    ...(batchSize === undefined ? {} : { batchSize }),
  });
  const warnings: string[] = [];
  for (const { path, model } of opened.models) {
    const broken = await brokenWeights(model);
    if (broken.length > 0) {
      warnings.push(
        `${path} has NaN or infinity in ${
          listedWithRest(broken, 3)
        }: filters that look dead may be NaN`,
      );
    }
  }
  const body = await report(activations, options, start, {
    models: opened.models.map(({ path }) => ({ path, kind: "model" })),
    data: { name: dataset.name, digest: dataset.digest, split },
    backend: backend === undefined ? null : { ...backend, determinism: { ...backend.determinism } },
  });
  return { ...body, warnings: [...warnings, ...body.warnings] };
}

/**
 * Measures how correlated the columns, or channels, of one or two files of activations are.
 *
 * @param paths One or two `.npy` files on the same observations, each of shape [observations, variables] or [images,
 * height, width, channels], in 16, 32 or 64 bits. They are taken as they are: whether before or after batch norm or ReLU, a
 * file does not say.
 * @param options What is compared and how.
 * @returns The report of `repr cca` without its `tool` and `options`; each file is one layer.
 * @throws {InputError} If a file cannot be read, no file is left, or the files differ in their observations.
 *
 * @example Two equal columns
 * ```ts
 * import assert from "node:assert/strict";
 * import { activationCorrelations } from "./mod.ts";
 *
 * const path = await Deno.makeTempFile({ suffix: ".npy" });
 * const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 2), }".padEnd(117) + "\n";
 * await Deno.writeFile(path, Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0));
 * await Deno.writeTextFile(path, header, { append: true });
 * const numbers = Float32Array.of(1, 1, 2, 2, 3, 3, 5, 5);
 * await Deno.writeFile(path, new Uint8Array(numbers.buffer), { append: true });
 *
 * const { layers: [layer], observations } = await activationCorrelations([path]);
 * assert.equal(observations, 4);
 * assert.deepEqual(layer?.pairs, [[1, 1], [1, 1]]);
 * await Deno.remove(path);
 * ```
 */
export async function activationCorrelations(
  paths: readonly string[],
  options: ActivationCorrelationOptions = {},
): Promise<ReportBody<CcaReport>> {
  const start = performance.now();
  const { layers: pattern, channelsFirst = false } = options;
  const chosen = paths.filter((path) => pattern === undefined || path.search(pattern) >= 0);
  if (chosen.length === 0) {
    throw new InputError(`Cannot compare ${paths.join(" and ")}: none matches \`layers\``, {
      option: "layers",
    });
  }
  const activations = npyActivations(chosen, { channelsFirst });
  const layers = activations.layers.map((layer, index) => ({
    ...layer,
    model: index + 1,
    activation: null,
  }));
  const body = await report({ ...activations, layers }, options, start, {
    models: chosen.map((path) => ({ path, kind: "activations" })),
    data: null,
    backend: null,
  });
  return { ...body, warnings: [...activations.warnings, ...body.warnings] };
}

async function report(
  activations: NamedActivations,
  options: CorrelationOptions,
  start: number,
  facts: Pick<CcaReport, "models" | "data" | "backend">,
): Promise<ReportBody<CcaReport>> {
  const { method = "cca", tolerance = 1e-10, seed = 1 } = options;
  const second = activations.layers.findIndex(({ model }) => model === 2);
  const found = await similarity(activations, {
    ...options,
    tolerance,
    rng: new Rng(seed),
    split: second < 0 ? activations.layers.length : second,
  });
  return {
    kind: "cca",
    version: 1,
    method,
    ...facts,
    tolerance,
    ...ccaFindings(activations, found),
    seconds: (performance.now() - start) / 1000,
  };
}

/** Indices of the images that are used, ascending. */
function chosenImages(
  path: string,
  dataset: Dataset,
  { split = "test", images: count, seed = 1 }: FeatureCorrelationOptions,
): Uint32Array {
  const there = dataset[split].count;
  if (there < 2 || (count ?? 0) > there) {
    throw new InputError(
      `Cannot compare ${path} on ${
        count ?? there
      } images: the ${split} part of ${dataset.name} has ${there}, expected at least ${
        count ?? 2
      } (lower \`images\`)`,
      { option: "images" },
    );
  }
  return new Rng(seed).split("images").permutation(there).slice(0, count ?? there).sort();
}
