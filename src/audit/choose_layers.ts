/**
 * Which layers of a checkpoint are looked at, and which of them are ranked.
 *
 * @module
 */
import type { KernelLayer, ModelFormat } from "../checkpoint/mod.ts";

/** Which layers to look at. */
export interface LayerChoice {
  /** Only layers whose names it finds something in. */
  readonly layers?: RegExp;
  /** Dense layers too, not only convolutions. @default {false} */
  readonly dense?: boolean;
}

/** The layers that were asked for and have weights, in the checkpoint's order. */
export function chosenLayers(
  layers: readonly KernelLayer[],
  { layers: pattern, dense = false }: LayerChoice,
): KernelLayer[] {
  return layers.filter(({ name, kind }) =>
    (dense || kind !== "dense") && (pattern === undefined || pattern.test(name))
  ).filter(({ filters, fanIn }) => filters > 0 && fanIn > 0);
}

/** One sentence for each layer that has no weights: a model that was cut down too far, or a damaged file. */
export function emptyLayerWarnings(layers: readonly KernelLayer[]): string[] {
  return layers.filter(({ filters, fanIn }) => filters === 0 || fanIn === 0).map((
    { name, tensor },
  ) => `layer ${name} has no weights (shape [${tensor.shape.join(", ")}]): left out`);
}

/** Formats that hold no order of layers: theirs is that of names. */
const UNORDERED: ReadonlySet<ModelFormat> = new Set(["safetensors", "keras-weights-h5"]);

/**
 * The convolution that reads the image: the first one of at most four input channels (gray, RGB, RGB and depth), or of
 * three where the file's order says nothing; without one, the first.
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
