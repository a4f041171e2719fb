import assert from "node:assert/strict";
import fc from "fast-check";
import { type Matrix, matrix, Moments } from "../../src/linalg/mod.ts";
import { distance } from "./hard_matrix.ts";
import { randomMatrix, single } from "./random_matrix.ts";

/** Covariance in two passes, centered at the true mean (of numbers moved near 0, where it can be held exactly enough). */
function twoPass({ rows, columns, data }: Matrix): Matrix {
  const origin = data.slice(0, columns);
  const centered = Float64Array.from(data, (v, at) => v - (origin[at % columns] ?? NaN));
  const mean = Array.from({ length: columns }, (_, j) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += centered[i * columns + j] ?? NaN;
    return sum / rows;
  });
  const covariance = new Float64Array(columns * columns);
  for (let i = 0; i < rows; i++) {
    const deviation = mean.map((m, j) => (centered[i * columns + j] ?? NaN) - m);
    for (let a = 0; a < columns; a++) {
      for (let b = 0; b < columns; b++) {
        const at = a * columns + b;
        covariance[at] = (covariance[at] ?? 0) +
          (deviation[a] ?? NaN) * (deviation[b] ?? NaN) / (rows - 1);
      }
    }
  }
  return { rows: columns, columns, data: covariance };
}

/** Rows `start` to `end`. */
function part({ columns, data }: Matrix, start: number, end: number): Matrix {
  return { rows: end - start, columns, data: data.slice(start * columns, end * columns) };
}

Deno.test("Moments of a table computed by hand", () => {
  const moments = new Moments(2);
  moments.add(matrix([[1, 2], [3, 2]]));
  moments.add(matrix([[5, 2], [7, 6]]));
  assert.deepEqual([...moments.mean], [4, 3]);
  assert.equal(moments.count, 4);
  // Deviations -3 -1 1 3 and -1 -1 -1 3: sums of products 20, 12, 12; divided by 3.
  const expected = matrix([[20 / 3, 4], [4, 4]]);
  assert.ok(distance(moments.covariance(), expected) < 1e-15);
});

Deno.test("Moments in blocks equal two passes to 1e-12, also a million standard deviations from 0", () => {
  const cuts = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 5 });
  fc.assert(
    fc.property(cuts, fc.constantFrom(0, 1e6), fc.boolean(), fc.integer(), (cuts, mean, f32, s) => {
      const random = randomMatrix(300, 12, s);
      const shifted = { ...random, data: random.data.map((v) => v + mean) };
      const data = f32 ? single(shifted) : shifted;
      const moments = new Moments(12);
      const ends = [...cuts.toSorted((a, b) => a - b), 300];
      ends.reduce((start, end) => {
        moments.add(part(data, start, end));
        return end;
      }, 0);
      const expected = twoPass(data);
      assert.ok(distance(moments.covariance(), expected) < 1e-12 * Math.max(...expected.data));
    }),
    { numRuns: 40 },
  );
});

Deno.test("Moments.merge() equals adding everything to one", () => {
  const random = randomMatrix(200, 7);
  const data = { ...random, data: random.data.map((v) => v + 1e6) };
  const [first, second, empty] = [new Moments(7), new Moments(7), new Moments(7)];
  first.add(part(data, 0, 30));
  second.add(part(data, 30, 200));
  empty.merge(first);
  empty.merge(second);
  empty.merge(new Moments(7));
  assert.ok(distance(empty.covariance(), twoPass(data)) < 1e-12);
  assert.equal(empty.count, 200);
});

Deno.test("Moments of constants have a variance of exactly 0", () => {
  const moments = new Moments(1);
  for (let i = 0; i < 10; i++) {
    moments.add({ rows: 1000, columns: 1, data: new Float32Array(1000).fill(0.1) });
  }
  assert.deepEqual([...moments.covariance().data], [0]);
});

Deno.test("Moments throw for blocks that do not fit and are unchanged", () => {
  const moments = new Moments(2);
  moments.add(matrix([[1, 2], [3, 5]]));
  const before = moments.covariance();
  assert.throws(() => moments.add(matrix([[1, 2, 3]])), RangeError);
  assert.throws(() => moments.add(matrix([[1, NaN]])), {
    name: "RangeError",
    message: "Moments.add(): the 1 x 2 matrix has NaN at [0, 1], expected finite numbers",
  });
  assert.throws(() => moments.merge(new Moments(3)), RangeError);
  assert.throws(() => new Moments(0), RangeError);
  assert.deepEqual(moments.covariance(), before);
  assert.deepEqual([...new Moments(1).covariance().data], [0]);
});
