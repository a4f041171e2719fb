import assert from "node:assert/strict";
import fc from "fast-check";
import { type Matrix, matrix, type NewFilters, sampleNullSpace } from "../../src/linalg/mod.ts";
import { inner, overlap, randomMatrix, row, stack } from "./random_matrix.ts";

function sample(survivors: Matrix, old: Matrix, count = old.rows, length = 1): NewFilters {
  const gaussians = randomMatrix(count, survivors.columns, 77);
  return sampleNullSpace({ survivors, old, gaussians, length });
}

function empty(columns: number): Matrix {
  return { rows: 0, columns, data: new Float64Array(0) };
}

/** The largest |cosine| of each new filter to survivors, old values and siblings, by plain sums. */
function measured(survivors: Matrix, old: Matrix, { filters }: NewFilters): number[] {
  return Array.from({ length: filters.rows }, (_, i) => {
    const siblings = Array.from({ length: filters.rows }, (_, j) => j).filter((j) => j !== i);
    const others = stack(survivors, old);
    return Math.max(
      0,
      ...Array.from({ length: others.rows }, (_, j) => overlap(row(filters, i), row(others, j))),
      ...siblings.map((j) => overlap(row(filters, i), row(filters, j))),
    );
  });
}

Deno.test("sampleNullSpace() is on the first rung if there are enough dimensions", () => {
  const sizes = fc.record({
    survivors: fc.integer({ min: 0, max: 12 }),
    old: fc.integer({ min: 1, max: 6 }),
    spare: fc.integer({ min: 0, max: 20 }),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(sizes, ({ survivors: s, old: m, spare, seed }) => {
      const d = s + 2 * m + spare;
      const survivors = randomMatrix(s, d, seed);
      const old = randomMatrix(m, d, seed + 1);
      const made = sample(survivors, old);
      assert.deepEqual(made.rungs, new Array(m).fill("null-space"));
      measured(survivors, old, made).forEach((cosine, i) => {
        assert.ok(cosine <= 1e-6, `${cosine}`);
        assert.ok(Math.abs(cosine - (made.maxCosine[i] ?? NaN)) < 1e-12);
      });
    }),
    { numRuns: 50 },
  );
});

Deno.test("sampleNullSpace() loses no dimension to zero, duplicate and dependent filters", () => {
  const base = randomMatrix(3, 10);
  const zero = matrix([new Array(10).fill(0)]);
  const sum = matrix([row(base, 0).map((v, i) => 2 * v - (row(base, 1)[i] ?? NaN))]);
  const survivors = stack(base, zero, base, sum);
  const old = stack(base, zero, zero, zero, zero); // rank 3 in all, so 7 free dimensions
  const made = sample(survivors, old);
  assert.deepEqual(made.rungs, new Array(7).fill("null-space"));
  measured(survivors, old, made).forEach((cosine) => assert.ok(cosine <= 1e-6));
});

Deno.test("sampleNullSpace() gives the free dimensions to the first filters", () => {
  const survivors = randomMatrix(4, 9);
  const old = randomMatrix(3, 9, 5); // 9 - 7 = 2 dimensions orthogonal to the old values, too
  const made = sample(survivors, old);
  assert.deepEqual(made.rungs, ["null-space", "null-space", "survivors"]);
  const cosines = measured(survivors, old, made);
  cosines.slice(0, 2).forEach((cosine) => assert.ok(cosine <= 1e-6));
  assert.ok(measured(survivors, empty(9), made).every((cosine) => cosine <= 1e-6));
  assert.ok((cosines[2] ?? NaN) > 1e-3);
});

Deno.test("sampleNullSpace() takes the least covered direction if survivors span the space", () => {
  // Two filters along x, one along y, one nearly along y: z is covered least, then y.
  const survivors = matrix([[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0.1]]);
  const made = sample(survivors, empty(3), 1);
  assert.deepEqual(made.rungs, ["least-covered"]);
  assert.ok(Math.abs(made.filters.data[2] ?? 0) > 0.99);
  assert.ok(Math.abs(made.filters.data[0] ?? 1) < 1e-6);
});

Deno.test("sampleNullSpace() of a full depthwise layer ends with random filters", () => {
  const made = sample(randomMatrix(20, 9), randomMatrix(12, 9, 2));
  assert.deepEqual(made.rungs, [
    ...new Array(9).fill("least-covered"),
    ...new Array(3).fill("random"),
  ]);
  measured(empty(9), empty(9), { ...made, filters: { ...made.filters, rows: 9 } })
    .forEach((cosine) => assert.ok(cosine <= 1e-6, "least-covered filters avoid each other"));
});

Deno.test("sampleNullSpace() handles d = J, d = 1 and no survivors", () => {
  assert.deepEqual(sample(randomMatrix(3, 4), randomMatrix(1, 4, 2)).rungs, ["survivors"]);
  assert.deepEqual(sample(empty(1), matrix([[2]])).rungs, ["survivors"]);
  assert.deepEqual(sample(empty(1), matrix([[0]])).rungs, ["null-space"]);
  assert.deepEqual(sample(matrix([[1]]), matrix([[2]])).rungs, ["least-covered"]);
});

Deno.test("sampleNullSpace() gives every filter the requested length and spreads its energy", () => {
  const made = sample(randomMatrix(30, 288), randomMatrix(10, 288, 2), 10, 0.25);
  for (let i = 0; i < 10; i++) {
    const filter = row(made.filters, i);
    assert.ok(Math.abs(Math.sqrt(inner(filter, filter)) - 0.25) < 1e-7);
    assert.ok(Math.max(...filter.map((v) => v * v)) < 0.1 * 0.25 ** 2, "no weight dominates");
  }
});

Deno.test("sampleNullSpace() takes filters of any magnitude and mixed precision", () => {
  const survivors = matrix([[1e-200, 0, 0, 0, 0], [0, 1e200, 0, 0, 0]]);
  const old: Matrix = { rows: 1, columns: 5, data: Float32Array.of(1, 1, 1e-30, 0, 0) };
  const made = sample(survivors, old);
  assert.deepEqual(made.rungs, ["null-space"]);
  assert.ok((made.maxCosine[0] ?? NaN) <= 1e-6);
});

Deno.test("sampleNullSpace() replaces Gaussians without a part in the null space", () => {
  const survivors = matrix([[1, 0, 0], [0, 1, 0]]);
  const gaussians = matrix([[5, 5, 0]]);
  const made = sampleNullSpace({ survivors, old: empty(3), gaussians, length: 1 });
  assert.deepEqual([...made.filters.data].map(Math.abs), [0, 0, 1]);
});

Deno.test("sampleNullSpace() throws for different widths and impossible lengths", () => {
  const w = matrix([[1, 0, 0]]);
  assert.throws(() => sample(w, matrix([[1, 0]])), {
    name: "RangeError",
    message: "sampleNullSpace(): the 1 x 2 matrix has 2 columns, the Gaussians have 3",
  });
  assert.throws(() => sample(w, w, 1, NaN), RangeError);
  assert.throws(() => sample(w, w, 1, -1), RangeError);
  assert.throws(() => sample(w, w, 1, 1e39), RangeError);
});
