import assert from "node:assert/strict";
import fc from "fast-check";
import { cosines, matrix, orthogonality, siblings } from "../../src/linalg/mod.ts";

Deno.test("siblings() of filters in the plane are those with the smallest angle, with their signs", () => {
  const { orthogonality, nearest, cosine } = siblings(matrix([[1, 0], [-2, 0], [0, 3]]));
  assert.deepEqual([...orthogonality], [1 / 3, 1 / 3, 0]);
  assert.deepEqual([...nearest], [1, 0, 0]);
  assert.deepEqual([...cosine], [-1, -1, 0]);
});

Deno.test("siblings() has no nearest filter for a single one, and cosines of 0 for a zero filter", () => {
  const alone = siblings(matrix([[3, 4]]));
  assert.deepEqual([...alone.orthogonality, ...alone.nearest, ...alone.cosine], [0, -1, 0]);
  const zero = siblings(matrix([[0, 0], [3, 4]]));
  assert.deepEqual([...zero.orthogonality, ...zero.nearest, ...zero.cosine], [0, 0, 1, 0, 0, 0]);
});

Deno.test("siblings() agrees with orthogonality() and cosines(), in both precisions and at any scale", () => {
  const entry = fc.double({ min: -1, max: 1, noNaN: true, noDefaultInfinity: true });
  const shape = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 30 }));
  const arrays = shape.chain(([rows, columns]) =>
    fc.tuple(
      fc.constant({ rows, columns }),
      fc.array(entry, { minLength: rows * columns, maxLength: rows * columns }),
      fc.constantFrom(1, 1e-18, 1e18),
      fc.boolean(),
    )
  );
  fc.assert(fc.property(arrays, ([{ rows, columns }, numbers, scale, single]) => {
    const scaled = numbers.map((value) => Math.abs(value) < 1e-6 ? 0 : value * scale);
    const data = single ? Float32Array.from(scaled) : Float64Array.from(scaled);
    const w = { rows, columns, data };
    const found = siblings(w);
    const tolerance = single ? 1e-6 : 1e-12;
    const all = cosines(w).data;
    for (const [f, score] of orthogonality(w).entries()) {
      assert.ok(Math.abs(score - (found.orthogonality[f] ?? NaN)) < tolerance);
      const others = Array.from({ length: rows }, (_, g) => Math.abs(all[f * rows + g] ?? 0));
      others[f] = 0;
      const largest = Math.max(...others);
      assert.ok(Math.abs(Math.abs(found.cosine[f] ?? NaN) - largest) < tolerance);
    }
  }));
});

Deno.test("siblings() throws for a matrix with NaN", () => {
  assert.throws(() => siblings(matrix([[1, NaN]])), RangeError);
});
