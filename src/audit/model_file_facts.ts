/**
 * The facts that reports give about a model file and about each of its layers.
 *
 * @module
 */
import { type KernelLayer, type ModelFile, sizeOf } from "../checkpoint/mod.ts";
import type { LayerFacts, ModelFileFacts } from "../report/mod.ts";

/**
 * The size of a model file.
 *
 * @param path The model's path, as the user gave it.
 * @param file The open file.
 * @returns Trainable parameters (running statistics of batch normalization are not trained), convolutions, and filters of
 * all convolutions.
 */
export function modelFileFacts(path: string, file: ModelFile): ModelFileFacts {
  const { format, tensors, uses, layers } = file;
  const convolutions = layers.filter(({ kind }) => kind !== "dense");
  const trainable = tensors.filter(({ name }) =>
    (uses.get(name)?.op ?? "statistic") !== "statistic"
  );
  return {
    path,
    format,
    parameters: trainable.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    filters: convolutions.reduce((sum, { filters }) => sum + filters, 0),
    convolutions: convolutions.length,
  };
}

/**
 * The facts about a layer that all reports share.
 *
 * @param layer A layer of a model file.
 * @returns Plain data: the layer without its tensors.
 */
export function layerFacts(
  { name, kind, kernel, inputChannels, filters, groups, fanIn, dilation, guessed = [] }:
    KernelLayer,
): LayerFacts {
  return {
    name,
    kind,
    kernel: [...kernel],
    inputChannels,
    filters,
    groups,
    fanIn,
    dilation: dilation === null ? null : [...dilation],
    guessed: [...guessed],
  };
}
