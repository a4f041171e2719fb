/**
 * Mean pooling of activation maps.
 *
 * @module
 */
import type { Matrix } from "../linalg/mod.ts";
import type { ActivationMaps } from "./activations.ts";

/**
 * The positions `[from, to)` of each cell when `length` positions are divided into `side` cells. Every position is in one cell,
 * but if there are more cells than positions, positions are repeated.
 */
export function cellBounds(length: number, side: number): (readonly [from: number, to: number])[] {
  return Array.from({ length: side }, (_, cell) => {
    const from = Math.floor(cell * length / side);
    return [from, Math.max(from + 1, Math.floor((cell + 1) * length / side))];
  });
}

/**
 * Means over the S x S cells of each map.
 *
 * @returns `[images * S * S, channels]`: the cells of each image, one cell per row. The means are f64, because
 * rounding to f32 would make nearly dependent filters less dependent.
 */
export function pooled(
  { images, height, width, channels, data }: ActivationMaps,
  side: number,
): Matrix {
  const rows = cellBounds(height, side);
  const columns = cellBounds(width, side);
  const means = new Float64Array(images * side * side * channels);
  let target = 0;
  for (let image = 0; image < images; image++) {
    for (const [top, bottom] of rows) {
      for (const [left, right] of columns) {
        for (let y = top; y < bottom; y++) {
          const from = ((image * height + y) * width + left) * channels;
          const to = from + (right - left) * channels;
          for (let at = from; at < to; at += channels) {
            for (let c = 0; c < channels; c++) {
              means[target + c] = (means[target + c] ?? 0) + (data[at + c] ?? 0);
            }
          }
        }
        const positions = (bottom - top) * (right - left);
        for (let c = 0; c < channels; c++) {
          means[target + c] = (means[target + c] ?? 0) / positions;
        }
        target += channels;
      }
    }
  }
  return { rows: images * side * side, columns: channels, data: means };
}

/**
 * Pooled maps with images as observations: `[images, channels * cells]`, the cells of a filter side by side.
 *
 * @param cells `[images * count, channels]`, as {@linkcode pooled} gives it.
 * @param count Cells of an image.
 */
export function byImage(cells: Matrix, count: number): Matrix {
  const { columns: channels, data } = cells;
  const images = cells.rows / count;
  const variables = new Float64Array(data.length);
  for (let image = 0; image < images; image++) {
    for (let cell = 0; cell < count; cell++) {
      const from = (image * count + cell) * channels;
      const to = image * channels * count + cell;
      for (let c = 0; c < channels; c++) variables[to + c * count] = data[from + c] ?? 0;
    }
  }
  return { rows: images, columns: channels * count, data: variables };
}
