/**
 * The activations of models on images, read batch by batch.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Batches, type Images } from "../../data/mod.ts";
import { InputError } from "../errors.ts";
import { ActivationReader } from "../activations/mod.ts";
import type { ActivationLayer, ActivationMaps, Activations } from "../similarity/mod.ts";
import type { ImageModel } from "./image_models.ts";

/** Largest size in bytes of one layer's activations on a batch of images, where the caller does not choose the batch. */
const LAYER_BYTES = 2 ** 26;
/** Images in a batch at most, where the caller does not choose. */
const LARGEST_BATCH = 100;

/** A convolution of one of the models. */
export interface ModelLayer extends ActivationLayer {
  /** The model: 1 for the first one. */
  readonly model: number;
  /** The layer whose output the activations are: the convolution's batch norm or activation function, or itself. */
  readonly activation: string;
}

/** Activations of models' convolutions. */
export interface ModelActivations extends Activations {
  /** The first model's convolutions, then the second's. */
  readonly layers: readonly ModelLayer[];
}

/** Options of {@linkcode modelActivations}. */
export interface ModelActivationOptions {
  /** Only convolutions in whose names this pattern finds a match. @default {all convolutions} */
  readonly layers?: RegExp;
  /** Indices of the images. @default {all images} */
  readonly indices?: Uint32Array;
  /** Images in a batch. @default {as many as need 64 MiB for the largest layer, at most 100} */
  readonly batchSize?: number;
}

/**
 * The activations of models' convolutions on images, after bias, batch norm and activation function, for `similarity`.
 * Only the shapes of the layers are computed until the activations are read.
 *
 * @param models One or more models; they must not be disposed of before the activations are read.
 * @param images The images, the same for all models.
 * @param options Which convolutions and images.
 * @returns Activations of shape [images, height, width, filters] for each convolution, batch by batch.
 * @throws {InputError} If a model has none of the wanted convolutions.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { shapes } from "../../data/mod.ts";
 * import { modelActivations } from "./mod.ts";
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ name: "conv", filters: 2, kernelSize: 3, inputShape: [32, 32, 3] }),
 *     tf.layers.reLU({ name: "relu" }),
 *   ],
 * });
 * const { test } = shapes({ train: 0, test: 10 });
 * const normalization = { mean: [0, 0, 0], std: [1, 1, 1] };
 * const { layers, images } = await modelActivations(
 *   [{ path: "my model", model, normalization }],
 *   test,
 * );
 * assert.deepEqual(layers, [
 *   { name: "conv", activation: "relu", model: 1, height: 30, width: 30, channels: 2 },
 * ]);
 * assert.equal(images, 10);
 * ```
 */
export async function modelActivations(
  models: readonly ImageModel[],
  images: Images,
  options: ModelActivationOptions = {},
): Promise<ModelActivations> {
  const { indices = Uint32Array.from({ length: images.count }, (_, index) => index) } = options;
  const readers = models.map((model) => readerOf(model, options.layers));
  const layers: ModelLayer[] = [];
  for (const [index, reader] of readers.entries()) {
    // One black image shows the shapes, also those of models that take images of any size.
    using probe = disposable(tf.zeros<tf.Rank.R4>([1, ...images.shape]));
    let next = 0;
    for await (const { shape } of reader.read(probe.tensor)) {
      const { layer: name = "", output: activation = "" } = reader.layers[next++] ?? {};
      const [, height = 1, width = 1, channels = 1] = shape;
      layers.push({ name, activation, model: index + 1, height, width, channels });
    }
  }
  const largest = Math.max(
    ...layers.map(({ height, width, channels }) => height * width * channels),
  );
  const fitting = Math.floor(LAYER_BYTES / (4 * largest));
  const batchSize = options.batchSize ?? Math.max(1, Math.min(LARGEST_BATCH, fitting));
  const parts = models.flatMap(({ normalization }, index) => {
    const reader = readers[index];
    return reader === undefined ? [] : [{ reader, normalization }];
  });
  return {
    layers,
    images: indices.length,
    async *read(signal) {
      for (let first = 0; first < indices.length; first += batchSize) {
        const chosen = indices.slice(first, first + batchSize);
        for (const part of parts) yield* readBatch(part, images, chosen, signal);
      }
    },
  };
}

/** A model's reader, and how the images become its inputs. */
interface Part extends Pick<ImageModel, "normalization"> {
  readonly reader: ActivationReader;
}

function readerOf({ path, model }: ImageModel, pattern: RegExp | undefined): ActivationReader {
  const wanted = (layer: string) => pattern === undefined || layer.search(pattern) >= 0;
  const reader = new ActivationReader(model, wanted);
  if (reader.layers.length > 0) return reader;
  const names = new ActivationReader(model).layers.slice(0, 5).map(({ layer }) => layer).join(", ");
  const why = names === ""
    ? "it has no convolution"
    : `no convolution matches ${pattern?.source} (there are ${names}, …)`;
  throw new InputError(`Cannot compare ${path}: ${why}`, { option: "layers" });
}

async function* readBatch(
  { reader, normalization }: Part,
  source: Images,
  indices: Uint32Array,
  signal: AbortSignal | undefined,
): AsyncGenerator<ActivationMaps, void> {
  using batches = new Batches(source, {
    batchSize: indices.length,
    normalization,
    indices,
    worker: false,
  });
  for await (const { fields: { images }, count } of batches.sequential()) {
    using batch = disposable(tf.tensor4d(images, [count, ...source.shape]));
    for await (const activations of reader.read(batch.tensor)) {
      signal?.throwIfAborted();
      const [, height = 1, width = 1, channels = 1] = activations.shape;
      const data = await activations.data<"float32">();
      yield { images: count, height, width, channels, data };
    }
  }
}

function disposable<T extends tf.Tensor>(tensor: T): Disposable & { readonly tensor: T } {
  return { tensor, [Symbol.dispose]: () => tensor.dispose() };
}
