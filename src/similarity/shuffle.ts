/**
 * Random orders of images: correlations that remain after shuffling are chance.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";
import type { Rng } from "../rng.ts";
import type { ActivationMaps } from "./activations.ts";

/** The maps with the images of each filter in a random order of their own. The positions of a map keep their order. */
export function shuffledFilters(maps: ActivationMaps, rng: Rng): ActivationMaps {
  const { images, height, width, channels, data } = maps;
  const positions = height * width;
  const shuffled = data.slice();
  for (let c = 0; c < channels; c++) {
    const order = rng.permutation(images);
    for (let image = 0; image < images; image++) {
      const from = (order[image] ?? 0) * positions * channels + c;
      const to = image * positions * channels + c;
      for (let at = 0; at < positions * channels; at += channels) {
        shuffled[to + at] = data[from + at] ?? 0;
      }
    }
  }
  return { images, height, width, channels, data: shuffled };
}

/**
 * One layer's pooled activations with images in a random order. The cells of an image stay together.
 *
 * @param cells `[images * count, filters]`.
 * @param count Cells of an image.
 */
export function shuffledImages(cells: Matrix, count: number, rng: Rng): Matrix {
  const { rows, columns, data } = cells;
  const size = count * columns;
  const shuffled = data.slice();
  rng.permutation(rows / count).forEach((from, to) => {
    shuffled.set(data.subarray(from * size, (from + 1) * size), to * size);
  });
  return { rows, columns, data: shuffled };
}
