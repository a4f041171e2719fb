/** Activations that tests make themselves. */
import type { ActivationMaps, Activations } from "../../src/similarity/mod.ts";

/**
 * Tables of observations x variables, in blocks.
 *
 * @param block Observations that are read at a time.
 */
export function tables(
  layers: readonly (Float64Array | Float32Array)[],
  observations: number,
  block = 128,
): Activations {
  return activations(
    layers.map((data) => ({
      images: observations,
      height: 1,
      width: 1,
      channels: data.length / observations,
      data,
    })),
    block,
  );
}

/** ActivationMaps of the same images, in blocks. */
export function activations(layers: readonly ActivationMaps[], block = 128): Activations {
  const images = layers[0]?.images ?? 0;
  return {
    layers: layers.map((layer, i) => ({ name: `layer${i}`, ...layer })),
    images,
    async *read() {
      await Promise.resolve();
      for (let first = 0; first < images; first += block) {
        const count = Math.min(block, images - first);
        for (const { height, width, channels, data } of layers) {
          const size = height * width * channels;
          yield {
            images: count,
            height,
            width,
            channels,
            data: data.slice(first * size, (first + count) * size),
          };
        }
      }
    },
  };
}
