import assert from "node:assert/strict";
import { digestOf } from "../../data/mod.ts";
import { randomImages } from "./images.ts";

Deno.test("digestOf() is sha256sum's digest of shape, pixels and little-endian labels", () => {
  const images = {
    count: 1,
    shape: [1, 1, 2],
    pixels: Uint8Array.of(1, 2),
    labels: Uint16Array.of(3),
  } as const;
  // printf '1x1x1x2\n\001\002\003\000' | sha256sum
  const sum = "e10164fa347d610ae570a1b70a1ac5eee5c93e3c586591abdba5b49789cd8383";
  assert.equal(digestOf(images), `sha256:${sum}`);
});

Deno.test("digestOf() changes with one pixel, one label, the shape and the order of the parts", () => {
  const images = randomImages(3);
  const other = randomImages(3, [4, 4, 3], 2);
  const pixel = { ...images, pixels: images.pixels.with(5, (images.pixels[5] ?? 0) ^ 1) };
  const label = { ...images, labels: images.labels.with(2, 9) };
  const shape = { ...images, shape: [2, 8, 3] } as const;
  const digests = [
    digestOf(images, other),
    digestOf(other, images),
    digestOf(pixel, other),
    digestOf(label, other),
    digestOf(shape, other),
  ];
  assert.equal(new Set(digests).size, digests.length);
});
