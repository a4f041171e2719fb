import assert from "node:assert/strict";
import { drawViews } from "../../data/augment.ts";
import { Rng } from "../../src/rng.ts";

const thousands = Uint32Array.from({ length: 9000 }, (_, i) => i);

Deno.test("drawViews() draws nothing without augmentation", () => {
  assert.equal(drawViews(undefined, thousands, new Rng(1)), undefined);
  assert.equal(drawViews({ flip: false, pad: 0 }, thousands, new Rng(1)), undefined);
});

Deno.test("drawViews() mirrors half of the images and uses every offset equally often", () => {
  const views = drawViews({ flip: true, pad: 4 }, thousands, new Rng(1)) ?? new Int16Array();
  const column = (at: number) => [...thousands].map((i) => views[3 * i + at] ?? NaN);
  const mirrored = column(0).filter((value) => value === 1).length;
  assert.ok(Math.abs(mirrored - 4500) < 200, `${mirrored} of 9000`); // 4 standard deviations
  for (const at of [1, 2]) {
    for (let offset = -4; offset <= 4; offset++) {
      const count = column(at).filter((value) => value === offset).length;
      assert.ok(Math.abs(count - 1000) < 125, `${count} of 9000 have the offset ${offset}`);
    }
  }
});

Deno.test("drawViews() gives an image the same view in every batch", () => {
  const rng = new Rng(1).split("augment", 3);
  const first = drawViews({ flip: true, pad: 4 }, Uint32Array.of(5, 8), rng);
  const second = drawViews({ flip: true, pad: 4 }, Uint32Array.of(8, 2, 5), rng);
  assert.deepEqual(first?.slice(0, 3), second?.slice(6));
  assert.deepEqual(first?.slice(3), second?.slice(0, 3));
});

Deno.test("drawViews() crops without mirroring and mirrors without cropping", () => {
  const cropped = drawViews({ pad: 4 }, thousands, new Rng(1)) ?? new Int16Array();
  const mirrored = drawViews({ flip: true }, thousands, new Rng(1)) ?? new Int16Array();
  assert.ok(thousands.every((i) => cropped[3 * i] === 0));
  assert.ok(thousands.every((i) => mirrored[3 * i + 1] === 0 && mirrored[3 * i + 2] === 0));
});
