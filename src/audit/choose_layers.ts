/**
 * Which layers of a model file are measured, and which of them are ranked.
 *
 * @module
 */
import type { KernelLayer, ModelFormat } from "../checkpoint/mod.ts";

/** Which layers of a model file to measure. */
export interface LayerChoice {
  /** Only layers in whose names this pattern finds a match. @default {all layers} */
  readonly layers?: RegExp;
  /** Dense layers too, not only convolutions. @default {false} */
  readonly dense?: boolean;
}

/**
 * The layers to measure.
 *
 * @param layers All layers of a model file.
 * @param choice Which of them are wanted.
 * @returns The wanted layers that have weights, in the file's order.
 */
export function chosenLayers(
  layers: readonly KernelLayer[],
  { layers: pattern, dense = false }: LayerChoice,
): KernelLayer[] {
  return layers.filter((layer) =>
    !isEmpty(layer) && (dense || layer.kind !== "dense") &&
    (pattern === undefined || layer.name.search(pattern) >= 0)
  );
}

/**
 * Whether a layer has no weights, as after a pruning that removed all filters, or in a damaged file.
 *
 * @param layer A layer of a model file.
 */
export function isEmpty({ filters, fanIn }: KernelLayer): boolean {
  return filters === 0 || fanIn === 0;
}

/**
 * Warnings about layers that have no weights.
 *
 * @param layers All layers of a model file.
 * @returns One sentence for each such layer.
 */
export function emptyLayerWarnings(layers: readonly KernelLayer[]): string[] {
  return layers.filter(isEmpty).map(({ name, tensor }) =>
    `layer ${name} has no weights (shape [${tensor.shape.join(", ")}]): left out`
  );
}

/** Formats that do not store the order of layers: their layers are sorted by name. */
const UNORDERED: ReadonlySet<ModelFormat> = new Set(["safetensors", "keras-weights-h5"]);

/**
 * The convolution that reads the image.
 *
 * A model file has no graph (`FilterGraph` knows the answer for a `LayersModel`), so this is a guess: the first
 * convolution without groups that reads at most four channels (gray, RGB, RGB and depth). Where the format does not store
 * the order of layers, one that reads three channels is preferred. If none qualifies, the first convolution is taken.
 *
 * @param layers All layers of a model file.
 * @param format The file's format.
 * @returns Undefined if there is no convolution.
 */
export function firstConvolution(
  layers: readonly KernelLayer[],
  format: ModelFormat,
): KernelLayer | undefined {
  const convolutions = layers.filter(({ kind }) => kind !== "dense");
  const few = convolutions.filter(({ inputChannels, groups }) =>
    inputChannels <= 4 && groups === 1
  );
  const colored = UNORDERED.has(format)
    ? few.find(({ inputChannels }) => inputChannels === 3)
    : undefined;
  return colored ?? few[0] ?? convolutions[0];
}
