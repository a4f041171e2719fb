import assert from "node:assert/strict";
import fc from "fast-check";
import { split } from "../../data/mod.ts";
import { InputError } from "../../src/errors.ts";
import { Rng } from "../../src/rng.ts";

Deno.test("split() sets 5,000 of 50,000 images aside", () => {
  const { train, validation } = split({ count: 50_000 }, new Rng(1));
  assert.equal(train.length, 45_000);
  assert.equal(validation.length, 5_000);
});

Deno.test("split() puts every image into exactly one of two ascending lists", () => {
  fc.assert(fc.property(
    fc.integer({ min: 10, max: 300 }),
    fc.double({ min: 0, max: 0.9, noNaN: true }),
    fc.nat(),
    (count, fraction, seed) => {
      const { train, validation } = split({ count }, new Rng(seed), fraction);
      assert.deepEqual([...train], [...train].toSorted((a, b) => a - b));
      assert.deepEqual([...validation], [...validation].toSorted((a, b) => a - b));
      const all = [...train, ...validation].toSorted((a, b) => a - b);
      assert.deepEqual(all, Array.from({ length: count }, (_, i) => i));
    },
  ));
});

Deno.test("split() chooses by seed", () => {
  const aside = (seed: number) => [...split({ count: 100 }, new Rng(seed)).validation];
  assert.deepEqual(aside(3), aside(3));
  assert.notDeepEqual(aside(3), aside(4));
  assert.notDeepEqual(aside(0), aside(1));
});

Deno.test("split() refuses fractions outside [0, 1) and those that leave nothing to train on", () => {
  for (const fraction of [-0.1, 1, NaN, Infinity]) {
    assert.throws(() => split({ count: 100 }, new Rng(1), fraction), InputError);
  }
  assert.throws(() => split({ count: 1 }, new Rng(1), 0.9), /leave none to train on/);
});
