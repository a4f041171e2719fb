/**
 * Which layers are compared with each other.
 *
 * @module
 */

/** The choices that the user has; `across` compares each layer of one model with each of the other. */
export const BETWEEN = ["auto", "all", "consecutive", "across", "none"] as const;

/** Which layers are compared. */
export type Between = (typeof BETWEEN)[number];

/** Layers whose covariance is taken together, n^2 numbers, and which of them are compared. */
export interface Panel {
  /** Places of the layers. */
  readonly layers: readonly number[];
  /** Pairs of places among `layers`. */
  readonly pairs: readonly (readonly [number, number])[];
}

/** With more filters than this together (half a gigabyte of covariance) `auto` compares neighbors only. */
export const MOST_TOGETHER = 8192;

/**
 * The panels of a choice.
 *
 * @param channels Filters of each layer.
 * @param split Where the second model's layers begin; the number of layers if there is one model.
 */
export function panels(choice: Between, channels: readonly number[], split: number): Panel[] {
  const count = channels.length;
  const all = channels.map((_, layer) => layer);
  switch (choice) {
    case "none":
      return [];
    case "auto": {
      const filters = channels.reduce((sum, each) => sum + each, 0);
      if (filters > MOST_TOGETHER) return panels("consecutive", channels, split);
      return panels(split < count ? "across" : "all", channels, split);
    }
    case "all":
      return panel(all, () => true);
    case "across":
      return panel(all, (a, b) => a < split && b >= split);
    case "consecutive": {
      const twins = split < count
        ? all.slice(0, Math.min(split, count - split)).map((i) => [i, split + i])
        : all.slice(1).map((i) => [i - 1, i]);
      return twins.flatMap((layers) => panel(layers, () => true));
    }
  }
}

function panel(layers: readonly number[], wanted: (a: number, b: number) => boolean): Panel[] {
  const pairs = layers.flatMap((a, i) =>
    layers.slice(i + 1).flatMap((b, k) => wanted(a, b) ? [[i, i + 1 + k] as const] : [])
  );
  return pairs.length === 0 ? [] : [{ layers, pairs }];
}
