import type { Pictures } from "../../data/mod.ts";
import { Rng } from "../../src/rng.ts";

/** Random pictures, of which number i has the label i. */
export function randomPictures(
  count: number,
  shape: Pictures["shape"] = [4, 4, 3],
  seed = 1,
): Pictures {
  const rng = new Rng(seed);
  const [height, width, channels] = shape;
  return {
    count,
    shape,
    images: Uint8Array.from({ length: count * height * width * channels }, () => rng.integer(256)),
    labels: Uint16Array.from({ length: count }, (_, i) => i),
  };
}
