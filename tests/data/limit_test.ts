import assert from "node:assert/strict";
import fc from "fast-check";
import { limited } from "../../data/limit.ts";
import { InputError } from "../../src/errors.ts";
import { Rng } from "../../src/rng.ts";

Deno.test("limited() keeps all images when there is no limit", () => {
  const { train, test } = limited({ train: 4, test: 2 }, undefined, new Rng(1));
  assert.deepEqual([...train], [0, 1, 2, 3]);
  assert.deepEqual([...test], [0, 1]);
});

Deno.test("limited() chooses N training images and a fifth as many test images, none twice", () => {
  fc.assert(fc.property(fc.integer({ min: 10, max: 500 }), fc.nat(), (limit, seed) => {
    const { train, test } = limited({ train: 500, test: 100 }, limit, new Rng(seed));
    assert.equal(train.length, limit);
    assert.equal(test.length, Math.round(limit / 5));
    for (const [chosen, below] of [[train, 500], [test, 100]] as const) {
      assert.equal(new Set(chosen).size, chosen.length);
      assert.ok(chosen.every((index, i) => index < below && index > (chosen[i - 1] ?? -1)));
    }
  }));
});

Deno.test("limited() chooses by seed", () => {
  const chosen = (seed: number) => [
    ...limited({ train: 100, test: 20 }, 50, new Rng(seed)).train,
  ];
  assert.deepEqual(chosen(7), chosen(7));
  assert.notDeepEqual(chosen(7), chosen(8));
});

Deno.test("limited() refuses limits below ten, fractions, and more images than there are", () => {
  const counts = { train: 100, test: 20 };
  for (const limit of [9, 0, -50, 12.5, NaN, Infinity]) {
    assert.throws(() => limited(counts, limit, new Rng(1)), InputError);
  }
  assert.throws(
    () => limited(counts, 101, new Rng(1)),
    /101 training and 20 test.*found 100 and 20/,
  );
  assert.throws(() => limited({ train: 100, test: 10 }, 100, new Rng(1)), /20 test images/);
});
