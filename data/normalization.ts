import type { Images } from "./images.ts";

/**
 * How pixels become network inputs: `(byte / 255 - mean[channel]) / std[channel]`. Plain data, kept with a run so that
 * its model is always fed the same way.
 */
export interface Normalization {
  /** Per channel, in [0, 1]. */
  readonly mean: readonly number[];
  /** Per channel, positive. */
  readonly std: readonly number[];
}

/**
 * Per-channel mean and (population) standard deviation of some images. Sums of bytes are whole numbers, so the result
 * does not depend on the order of the images. A constant channel gets std 1.
 *
 * @param indices The images that count, usually the training part of a split. @default all of them
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
    // Both products are roundings of one number where all bytes are the same.
    const variance = (values * squares - sum * sum) / values ** 2;
    return { mean: sum / values / 255, std: variance > 0 ? Math.sqrt(variance) / 255 : 1 };
  });
  return { mean: statistics.map((s) => s.mean), std: statistics.map((s) => s.std) };
}

/**
 * The normalized value of every byte, per channel: shape [channels, 256]. One look-up a pixel is faster than the
 * arithmetic, and the same on every thread.
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
