import assert from "node:assert/strict";
import fc from "fast-check";
import { median } from "../src/median.ts";

Deno.test("median() has as many values below it as above", () => {
  const value = fc.double({ noNaN: true, min: -1e9, max: 1e9 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (values) => {
      const middle = median(values);
      const below = values.filter((value) => value < middle).length;
      const above = values.filter((value) => value > middle).length;
      assert.ok(below <= values.length / 2 && above <= values.length / 2);
    }),
  );
});

Deno.test("median() of an even number of values is the mean of the two middle ones, of none 0", () => {
  assert.equal(median([10, 1, 3, 2]), 2.5);
  assert.equal(median(new Float32Array()), 0);
});

Deno.test("median() does not change its argument", () => {
  const values = [3, 1, 2];
  median(values);
  assert.deepEqual(values, [3, 1, 2]);
});
