/**
 * The activations of models on images, read batch by batch.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { Batches, type Images } from "../../data/mod.ts";
import { InputError } from "../../src/errors.ts";
import { ActivationReader } from "../../src/activations/mod.ts";
import type { ActivationLayer, ActivationMaps, Activations } from "../../src/similarity/mod.ts";
import type { ModelOnImages } from "../options/models_on_images.ts";

/** Bytes of one layer's activations that a batch of images should not pass. */
const LAYER_BYTES = 2 ** 26;
const LARGEST_BATCH = 100;

/** A layer of one of the models. */
export interface ModelLayer extends ActivationLayer {
  /** 1 or 2. */
  readonly model: number;
  /** The layer whose output the activations are. */
  readonly activation: string;
}

/** Activations of models' convolutions. */
export interface ModelActivations extends Activations {
  readonly layers: readonly ModelLayer[];
}

/** Options of {@linkcode modelActivations}. */
export interface ModelActivationOptions {
  /** Which layers; all if there is none. */
  readonly layers: RegExp | undefined;
  /** The images' places. */
  readonly indices: Uint32Array;
  /** Images at a time; null: as many as fit well. */
  readonly batchSize: number | null;
}

/**
 * Looks at models' convolutions with one image.
 *
 * @throws {InputError} If no convolution is chosen.
 */
export async function modelActivations(
  models: readonly ModelOnImages[],
  images: Images,
  { layers: pattern, indices, batchSize }: ModelActivationOptions,
): Promise<ModelActivations> {
  const readers = models.map(({ path, model }) => {
    const reader = new ActivationReader(model, (layer) => pattern?.test(layer) ?? true);
    if (reader.layers.length > 0) return reader;
    throw new InputError(
      `Cannot compare ${path}: ${
        pattern === undefined ? "it has no convolution" : `no convolution matches ${pattern.source}`
      } (repr inspect lists the layers)`,
    );
  });
  const layers: ModelLayer[] = [];
  for (const [place, reader] of readers.entries()) {
    using probe = disposable(tf.zeros<tf.Rank.R4>([1, ...images.shape]));
    let next = 0;
    for await (const { shape } of reader.read(probe.tensor)) {
      const { layer: name = "", output: activation = "" } = reader.layers[next++] ?? {};
      const [, height = 1, width = 1, channels = 1] = shape;
      layers.push({ name, activation, model: place + 1, height, width, channels });
    }
  }
  const largest = Math.max(
    ...layers.map(({ height, width, channels }) => height * width * channels),
  );
  const fitting = Math.floor(LAYER_BYTES / (4 * largest));
  const size = batchSize ?? Math.max(1, Math.min(LARGEST_BATCH, fitting));
  return {
    layers,
    images: indices.length,
    read: (signal) => read(models, readers, images, indices, size, signal),
  };
}

async function* read(
  models: readonly ModelOnImages[],
  readers: readonly ActivationReader[],
  source: Images,
  indices: Uint32Array,
  batchSize: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ActivationMaps, void> {
  for (let first = 0; first < indices.length; first += batchSize) {
    for (const [place, reader] of readers.entries()) {
      const normalization = models[place]?.normalization;
      if (normalization === undefined) continue;
      const chosen = indices.slice(first, first + batchSize);
      using batches = new Batches(source, {
        batchSize,
        normalization,
        indices: chosen,
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
  }
}

function disposable<T extends tf.Tensor>(tensor: T): Disposable & { readonly tensor: T } {
  return { tensor, [Symbol.dispose]: () => tensor.dispose() };
}
