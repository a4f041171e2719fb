import type { Images } from "../../data/mod.ts";
import { Rng } from "../../src/rng.ts";

/** Random images, of which number i has the label i. */
export function randomImages(
  count: number,
  shape: Images["shape"] = [4, 4, 3],
  seed = 1,
): Images {
  const rng = new Rng(seed);
  const [height, width, channels] = shape;
  return {
    count,
    shape,
    pixels: Uint8Array.from({ length: count * height * width * channels }, () => rng.integer(256)),
    labels: Uint16Array.from({ length: count }, (_, i) => i),
  };
}
