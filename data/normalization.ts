import type { Images } from "./images.ts";

/**
 * How pixels become inputs of a network: `(byte / 255 - mean[channel]) / std[channel]`. Plain data, which is saved with a
 * run so that its model always gets inputs of the same scale.
 */
export interface Normalization {
  /** Mean of each channel, in [0, 1]. */
  readonly mean: readonly number[];
  /** Standard deviation of each channel, above 0. */
  readonly std: readonly number[];
}

/**
 * Measures the mean and the (population) standard deviation of each channel.
 *
 * The sums are sums of whole numbers, so the result does not depend on the order of the images.
 *
 * @param images Images to measure.
 * @param indices The images that count, usually the training part of a {@linkcode split}; all of them by default.
 * @returns Values as fractions of 255. A constant channel has the deviation 1, so that it can be divided by.
 *
 * @example Two gray images of one pixel, black and white
 * ```ts
 * import assert from "node:assert/strict";
 * import { normalizationOf } from "./mod.ts";
 *
 * const images = {
 *   count: 2,
 *   shape: [1, 1, 1],
 *   pixels: Uint8Array.of(0, 255),
 *   labels: Uint16Array.of(0, 1),
 * } as const;
 * assert.deepEqual(normalizationOf(images), { mean: [0.5], std: [0.5] });
 * assert.deepEqual(normalizationOf(images, Uint32Array.of(1)), { mean: [1], std: [1] });
 * ```
 */
export function normalizationOf(images: Images, indices?: Uint32Array): Normalization {
  const [height, width, channels] = images.shape;
  const size = height * width * channels;
  const count = indices?.length ?? images.count;
  const values = count * height * width;
  const statistics = Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < count; i++) {
      const start = (indices?.[i] ?? i) * size;
      for (let at = start + channel; at < start + size; at += channels) {
        const byte = images.pixels[at] ?? 0;
        sum += byte;
        squares += byte * byte;
      }
    }
    if (values === 0) return { mean: 0, std: 1 };
    // Where all bytes are equal, both products are the same number rounded, and their difference is exactly 0.
    const variance = (values * squares - sum * sum) / values ** 2;
    return { mean: sum / values / 255, std: variance > 0 ? Math.sqrt(variance) / 255 : 1 };
  });
  return { mean: statistics.map((s) => s.mean), std: statistics.map((s) => s.std) };
}

/**
 * Tabulates the normalized value of every byte. One look-up per pixel is faster than the arithmetic.
 *
 * @param normalization Mean and deviation of each channel.
 * @returns Shape [channels, 256].
 */
export function normalizationTable({ mean, std }: Normalization): Float32Array {
  const table = new Float32Array(mean.length * 256);
  mean.forEach((m, channel) => {
    for (let byte = 0; byte < 256; byte++) {
      table[channel * 256 + byte] = (byte / 255 - m) / (std[channel] ?? 1);
    }
  });
  return table;
}
