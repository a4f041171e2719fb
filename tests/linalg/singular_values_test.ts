import assert from "node:assert/strict";
import { matrix, numericalRank, product, singularValues } from "../../src/linalg/mod.ts";
import { Rng } from "../../src/rng.ts";
import { randomMatrix, single, stack } from "./random_matrix.ts";

Deno.test("singularValues() are descending, also for wide and tall matrices", () => {
  assert.deepEqual([...singularValues(matrix([[3, 0], [0, 4], [0, 0]]))], [4, 3]);
  assert.deepEqual([...singularValues(matrix([[3, 0, 0], [0, -4, 0]]))], [4, 3]);
});

Deno.test("singularValues() of a vector is its length", () => {
  assert.ok(Math.abs((singularValues(matrix([[3, 4, 12]]))[0] ?? NaN) - 13) < 1e-14);
  assert.ok(Math.abs((singularValues(matrix([[3], [4], [12]]))[0] ?? NaN) - 13) < 1e-14);
});

Deno.test("singularValues() of the Hilbert matrix of order 3 equal the published ones", () => {
  const hilbert = matrix([[1, 1 / 2, 1 / 3], [1 / 2, 1 / 3, 1 / 4], [1 / 3, 1 / 4, 1 / 5]]);
  const published = [1.408318927123654, 0.122327065853906, 0.002687340355773];
  singularValues(hilbert).forEach((value, i) =>
    assert.ok(Math.abs(value - (published[i] ?? NaN)) < 1e-14, `${value}`)
  );
});

Deno.test("numericalRank() of all-ones matrices is 1 and their singular value sqrt(m n)", () => {
  for (let m = 2; m <= 30; m++) {
    for (let n = 2; n <= 30; n++) {
      const ones = { rows: m, columns: n, data: new Float64Array(m * n).fill(1) };
      const values = singularValues(ones);
      assert.equal(numericalRank(ones), 1, `${m} x ${n}`);
      assert.ok(Math.abs((values[0] ?? NaN) - Math.sqrt(m * n)) < 1e-12);
      assert.ok((values[1] ?? NaN) < 1e-13);
    }
  }
});

Deno.test("numericalRank() does not count zero rows, duplicates and sums, in either precision", () => {
  const w = randomMatrix(6, 20);
  const zero = matrix([new Array(20).fill(0)]);
  const hard = stack(w, zero, w, zero);
  assert.equal(numericalRank(hard), 6);
  assert.equal(numericalRank(single(hard)), 6);
  assert.equal(numericalRank(zero), 0);
  assert.equal(numericalRank(randomMatrix(1, 50)), 1);
  assert.equal(numericalRank(randomMatrix(50, 9)), 9);
});

Deno.test("numericalRank() uses the singular values that it is given", () => {
  const w = randomMatrix(4, 6);
  assert.equal(numericalRank(w, Float64Array.of(3, 2, 1e-20, 0)), 2);
  assert.equal(numericalRank(w, singularValues(w)), 4);
});

Deno.test("numericalRank() compares with a fraction of the largest singular value", () => {
  const graded = matrix([[1000, 0, 0], [0, 1, 0], [0, 0, 1e-6]]);
  assert.equal(numericalRank(graded), 3);
  assert.equal(numericalRank(graded, undefined, { tolerance: 1e-8 }), 2);
  assert.equal(numericalRank(graded, undefined, { tolerance: 1e-2 }), 1);
  assert.throws(() => numericalRank(graded, undefined, { tolerance: NaN }), RangeError);
  assert.throws(() => numericalRank(graded, undefined, { tolerance: -1 }), RangeError);
});

Deno.test("singularValues() are accurate over twelve orders of magnitude", () => {
  const w = { rows: 25, columns: 25, data: new Float64Array(625) };
  for (let i = 0; i < 25; i++) w.data[i * 26] = 10 ** (-i / 2);
  singularValues(w).forEach((value, i) => assert.ok(Math.abs(value - 10 ** (-i / 2)) < 1e-15));
});

Deno.test("singularValues() converges for graded matrices of low rank, as compressed layers are", () => {
  for (const [n, rank, decay] of [[40, 13, 0.8], [192, 115, 0.9], [300, 180, 0.95]] as const) {
    const rng = new Rng(n);
    const graded = rng.normals(n * rank).map((value, at) => value * decay ** (at % rank));
    const values = singularValues(product(
      { rows: n, columns: rank, data: graded },
      { rows: rank, columns: n, data: rng.normals(rank * n) },
    ));
    assert.ok((values[rank - 1] ?? 0) > 1e-9 * (values[0] ?? 0));
    assert.ok((values[rank] ?? 1) < 1e-13 * (values[0] ?? 0));
  }
});

Deno.test("singularValues() with a floor are those without one, and 0 below it", () => {
  const n = 60;
  const data = new Float64Array(n * n);
  // A rotation of the first two axes keeps the singular values 1, 10^-0.2, 10^-0.4, ..., which the floor 1e-6 cuts at 30.
  for (let i = 0; i < n; i++) data[i * n + i] = 10 ** (-i / 5);
  const [c, s] = [Math.cos(1), Math.sin(1)];
  for (let j = 0; j < n; j++) {
    const [a = 0, b = 0] = [data[j], data[n + j]];
    [data[j], data[n + j]] = [c * a - s * b, s * a + c * b];
  }
  const found = singularValues({ rows: n, columns: n, data }, { floor: 1e-6 });
  found.forEach((value, i) => {
    const exact = i <= 30 ? 10 ** (-i / 5) : 0;
    if (i !== 30) assert.ok(Math.abs(value - exact) <= 1e-9, `${i}: ${value}`);
  });
  for (const floor of [-1, 1, NaN]) {
    assert.throws(
      () => singularValues({ rows: 1, columns: 1, data: Float64Array.of(1) }, { floor }),
      {
        name: "RangeError",
        message: /floor is .*expected 0 <= floor < 1/,
      },
    );
  }
});
