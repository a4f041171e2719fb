import assert from "node:assert/strict";
import {
  canonicalCorrelations,
  canonicalPairs,
  type Matrix,
  matrix,
  Moments,
} from "../../src/linalg/mod.ts";
import { dataCorrelations } from "./data_correlations.ts";
import { diagonal, distance, times, transpose } from "./hard_matrix.ts";
import { randomMatrix, row } from "./random_matrix.ts";

function covariance(data: Matrix): Matrix {
  const moments = new Moments(data.columns);
  moments.add(data);
  return moments.covariance();
}

/** A matrix made column by column from each row of another. */
function columns(m: Matrix, ...parts: ((row: readonly number[]) => number)[]): Matrix {
  return matrix(Array.from({ length: m.rows }, (_, i) => {
    const row = [...m.data.subarray(i * m.columns, (i + 1) * m.columns)];
    return parts.map((part) => part(row));
  }));
}

const at = (index: number) => (row: readonly number[]) => row[index] ?? NaN;

Deno.test("canonicalCorrelations() of one variable with one is |Pearson's r|", () => {
  // r = cov / sqrt(var var) = -3 / sqrt(4 * 9).
  const { correlations, ranks, excess } = canonicalCorrelations(matrix([[4, -3], [-3, 9]]), 1);
  assert.ok(Math.abs((correlations[0] ?? NaN) - 0.5) < 1e-15);
  assert.deepEqual([ranks, excess], [[1, 1], 0]);
});

Deno.test("canonicalCorrelations() of one variable with several is the multiple correlation", () => {
  // y = a + b of uncorrelated a, b with variances 1 and 3, plus noise of variance 4: R^2 = 4 / 8.
  const all = matrix([[8, 1, 3], [1, 1, 0], [3, 0, 3]]);
  const { correlations } = canonicalCorrelations(all, 1);
  assert.ok(Math.abs((correlations[0] ?? NaN) - Math.SQRT1_2) < 1e-15);
});

Deno.test("canonicalCorrelations() equals the correlations of the data, and its variates are uncorrelated with variance 1", () => {
  const noise = randomMatrix(400, 9);
  const mixed = columns(
    noise,
    (r) => 1e-3 * at(0)(r),
    (r) => 1e4 + 50 * at(1)(r),
    at(2),
    (r) => at(0)(r) + at(3)(r),
    (r) => at(1)(r) + 4 * at(4)(r),
    at(5),
    at(6),
  );
  const first = columns(mixed, at(0), at(1), at(2));
  const second = columns(mixed, at(3), at(4), at(5), at(6));
  const { correlations, left, right } = canonicalCorrelations(covariance(mixed), 3);
  const expected = dataCorrelations(first, second);
  assert.equal(correlations.length, 3);
  correlations.forEach((c, i) => assert.ok(Math.abs(c - (expected[i] ?? NaN)) < 1e-9));
  const identity = diagonal([1, 1, 1]);
  for (const [variates, set] of [[left, first], [right, second]] as const) {
    const white = times(times(transpose(variates), covariance(set)), variates);
    assert.ok(distance(white, identity) < 1e-9);
  }
});

Deno.test("canonicalCorrelations() are 1 for any invertible mixture of the same variables", () => {
  const data = randomMatrix(60, 4);
  const mixture = times(data, randomMatrix(4, 4, 9));
  for (const [first, second] of [[data, mixture], [mixture, data]] as const) {
    const both = matrix(
      Array.from({ length: 60 }, (_, i) => [...row(first, i), ...row(second, i)]),
    );
    const { correlations, excess } = canonicalCorrelations(covariance(both), 4);
    assert.equal(correlations.length, 4);
    correlations.forEach((c) => assert.ok(c <= 1 && c > 1 - 1e-12));
    assert.ok(excess >= 0 && excess < 1e-12);
  }
});

Deno.test("canonicalCorrelations() returns a lower rank for constant and duplicate variables", () => {
  const data = columns(
    randomMatrix(100, 4),
    at(0),
    at(0),
    () => 7,
    at(1),
    () => 0,
    (r) => at(0)(r) + at(2)(r),
  );
  const found = canonicalCorrelations(covariance(data), 4);
  assert.deepEqual(found.ranks, [2, 1]);
  assert.equal(found.correlations.length, 1);
  const dead = canonicalCorrelations(diagonal([0, 1, 0]), 1);
  assert.deepEqual([dead.ranks, dead.correlations.length, dead.excess], [[0, 1], 0, 0]);
  assert.deepEqual([dead.left.rows, dead.left.columns], [1, 0]);
});

Deno.test("canonicalPairs() of sets of one variable are |Pearson's r|, and 0 for constant variables", () => {
  // r = -3 / sqrt(4 * 9), 2 / sqrt(4 * 4), 0.
  const { correlations, excess } = canonicalPairs(
    matrix([[4, -3, 2, 0], [-3, 9, 0, 0], [2, 0, 4, 0], [0, 0, 0, 0]]),
    1,
  );
  const expected = matrix([[1, 0.5, 0.5, 0], [0.5, 1, 0, 0], [0.5, 0, 1, 0], [0, 0, 0, 0]]);
  assert.ok(distance(correlations, expected) < 1e-15);
  assert.equal(excess, 0);
});

Deno.test("canonicalPairs() equal canonicalCorrelations() pair by pair", () => {
  const noise = randomMatrix(200, 8);
  const mixed = times(noise, randomMatrix(8, 12, 2)); // 12 variables of rank 8, sets of 4
  const all = covariance(columns(mixed, ...Array.from({ length: 12 }, (_, i) => at(i))));
  const { correlations } = canonicalPairs(all, 4);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const pick = [0, 1, 2, 3].map((k) => at(4 * i + k));
      const other = [0, 1, 2, 3].map((k) => at(4 * j + k));
      const pair = covariance(columns(mixed, ...pick, ...other));
      const [first = NaN] = canonicalCorrelations(pair, 4).correlations;
      assert.ok(Math.abs((correlations.data[3 * i + j] ?? NaN) - first) < 1e-12);
    }
  }
});

Deno.test("canonicalCorrelations() and canonicalPairs() throw a RangeError for shapes and options out of range", () => {
  const m = matrix([[1, 0], [0, 1]]);
  assert.throws(() => canonicalCorrelations(m, 0), RangeError);
  assert.throws(() => canonicalCorrelations(m, 2), RangeError);
  assert.throws(() => canonicalCorrelations(m, 1, { tolerance: NaN }), RangeError);
  assert.throws(() => canonicalCorrelations(matrix([[1, 2]]), 1), RangeError);
  assert.throws(() => canonicalPairs(m, 3), RangeError);
  assert.throws(() => canonicalPairs(m, 1, { tolerance: 1 }), RangeError);
});
