/**
 * Which layers are compared with each other.
 *
 * @module
 */

/**
 * Which layers are compared with each other:
 * - `all`: every two layers;
 * - `consecutive`: each layer with the next one, or with the same layer of the second model;
 * - `across`: each layer of one model with each layer of the other;
 * - `none`: no layers;
 * - `auto`: `all` for one model and `across` for two, or `consecutive` if there are too many filters for that.
 */
export const BETWEEN = ["auto", "all", "consecutive", "across", "none"] as const;

/** One of {@linkcode BETWEEN}. */
export type Between = (typeof BETWEEN)[number];

/** Layers whose covariance is computed together, n^2 numbers for n filters, and which of them are compared. */
export interface LayerGroup {
  /** Indices of the layers. */
  readonly layers: readonly number[];
  /** Pairs of indices into `layers`. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** The largest number of filters of a group that `auto` makes: their covariance takes half a gigabyte. */
export const LARGEST_GROUP = 8192;

/**
 * The layers to compare, grouped by which of them need a joint covariance.
 *
 * @param between The choice.
 * @param channels Filters of each layer.
 * @param split Index of the second model's first layer; the number of layers if there is one model.
 */
export function layerGroups(
  between: Between,
  channels: readonly number[],
  split: number,
): LayerGroup[] {
  const count = channels.length;
  const all = channels.map((_, layer) => layer);
  switch (between) {
    case "none":
      return [];
    case "auto": {
      const filters = channels.reduce((sum, each) => sum + each, 0);
      if (filters > LARGEST_GROUP) return layerGroups("consecutive", channels, split);
      return layerGroups(split < count ? "across" : "all", channels, split);
    }
    case "all":
      return group(all, () => true);
    case "across":
      return group(all, (a, b) => a < split && b >= split);
    case "consecutive": {
      const pairs = split < count
        ? all.slice(0, Math.min(split, count - split)).map((i) => [i, split + i])
        : all.slice(1).map((i) => [i - 1, i]);
      return pairs.flatMap((layers) => group(layers, () => true));
    }
  }
}

/** One group of layers with the pairs that are compared; none if there are no pairs. */
function group(
  layers: readonly number[],
  compared: (a: number, b: number) => boolean,
): LayerGroup[] {
  const pairs = layers.flatMap((a, i) =>
    layers.slice(i + 1).flatMap((b, k) => compared(a, b) ? [[i, i + 1 + k] as const] : [])
  );
  return pairs.length === 0 ? [] : [{ layers, pairs }];
}
