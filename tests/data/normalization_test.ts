import assert from "node:assert/strict";
import { normalizationOf } from "../../data/mod.ts";
import { normalizationTable } from "../../data/normalization.ts";

const near = (found: readonly number[], expected: readonly number[]) => {
  assert.equal(found.length, expected.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - (expected[i] ?? NaN)) < 1e-12));
};

Deno.test("normalizationOf() gives each channel's mean and deviation as fractions of 255", () => {
  const { mean, std } = normalizationOf({
    count: 2,
    shape: [1, 1, 2],
    pixels: Uint8Array.of(0, 51, 255, 102), // channel 0: 0 and 1; channel 1: 0.2 and 0.4
    labels: Uint16Array.of(0, 1),
  });
  near(mean, [0.5, 0.3]);
  near(std, [0.5, 0.1]);
});

Deno.test("normalizationOf() looks only at the images named", () => {
  const images = {
    count: 3,
    shape: [1, 1, 1],
    pixels: Uint8Array.of(255, 0, 51),
    labels: new Uint16Array(3),
  } as const;
  near(normalizationOf(images, Uint32Array.of(1, 2)).mean, [0.1]);
});

Deno.test("normalizationOf() gives a constant channel the deviation 1", () => {
  const pixels = new Uint8Array(5000 * 3).fill(77);
  const { std } = normalizationOf({
    count: 5000,
    shape: [1, 1, 3],
    pixels,
    labels: new Uint16Array(5000),
  });
  assert.deepEqual(std, [1, 1, 1]);
});

Deno.test("normalizationTable() maps bytes channel by channel", () => {
  const table = normalizationTable({ mean: [0.5, 0], std: [0.5, 0.25] });
  assert.deepEqual([table[0], table[255], table[256], table[256 + 255]], [-1, 1, 0, 4]);
});
