import assert from "node:assert/strict";
import { normalizationTable } from "../../data/normalization.ts";
import { prepareBatch } from "../../data/prepare.ts";

// Two images of 2 x 3 pixels in one channel, and a normalization that makes 51 a 1, 102 a 2 and so on.
const source = {
  count: 2,
  shape: [2, 3, 1],
  pixels: Uint8Array.of(51, 102, 153, 204, 255, 0, 255, 255, 255, 255, 255, 255),
  labels: Uint16Array.of(7, 300),
} as const;
const table = normalizationTable({ mean: [0], std: [0.2] });

function view(mirrored: number, down: number, right: number): number[] {
  const batch = prepareBatch(source, table, {
    indices: Uint32Array.of(0),
    views: Int16Array.of(mirrored, down, right),
  });
  return [...batch.fields.images].map((value) => Math.round(value * 1e6) / 1e6);
}

Deno.test("prepareBatch() orders images and labels by `indices`", () => {
  const { fields: { images, labels }, count } = prepareBatch(source, table, {
    indices: Uint32Array.of(1, 0),
  });
  assert.equal(count, 2);
  assert.deepEqual([...labels], [300, 7]);
  assert.deepEqual([...images].map(Math.round), [5, 5, 5, 5, 5, 5, 1, 2, 3, 4, 5, 0]);
});

Deno.test("prepareBatch() mirrors left to right", () => {
  assert.deepEqual(view(0, 0, 0), [1, 2, 3, 4, 5, 0]);
  assert.deepEqual(view(1, 0, 0), [3, 2, 1, 0, 5, 4]);
});

Deno.test("prepareBatch() shifts and fills with the mean", () => {
  assert.deepEqual(view(0, 1, 0), [4, 5, 0, 0, 0, 0]);
  assert.deepEqual(view(0, -1, 0), [0, 0, 0, 1, 2, 3]);
  assert.deepEqual(view(0, 0, 1), [2, 3, 0, 5, 0, 0]);
  assert.deepEqual(view(0, 0, -1), [0, 1, 2, 0, 4, 5]);
  assert.deepEqual(view(0, 2, 0), [0, 0, 0, 0, 0, 0]);
});

Deno.test("prepareBatch() mirrors first and then crops", () => {
  assert.deepEqual(view(1, 0, 1), [2, 1, 0, 5, 4, 0]);
});

Deno.test("prepareBatch() gives every channel its own mean and deviation", () => {
  const colors = {
    count: 1,
    shape: [1, 2, 3],
    pixels: Uint8Array.of(0, 51, 102, 153, 204, 255),
    labels: Uint16Array.of(0),
  } as const;
  const table = normalizationTable({ mean: [0, 0.2, 0], std: [1, 0.2, 0.1] });
  const { fields: { images } } = prepareBatch(colors, table, { indices: Uint32Array.of(0) });
  // 0/255, (51/255 - 0.2)/0.2, (102/255)/0.1; 153/255, (204/255 - 0.2)/0.2, (255/255)/0.1
  const expected = [0, 0, 4, 0.6, 3, 10];
  images.forEach((value, i) => assert.ok(Math.abs(value - (expected[i] ?? NaN)) < 1e-6));
});

Deno.test("prepareBatch() overwrites a used batch of the same size", () => {
  const order = { indices: Uint32Array.of(0), views: Int16Array.of(0, 1, 0) };
  const fresh = prepareBatch(source, table, order);
  const used = prepareBatch(source, table, { indices: Uint32Array.of(1) });
  const { images } = used.fields;
  const again = prepareBatch(source, table, order, used);
  assert.equal(again.fields.images, images);
  assert.deepEqual(again, fresh);
  assert.deepEqual(
    prepareBatch(source, table, { indices: Uint32Array.of(0, 1) }, again).count,
    2,
  );
});
