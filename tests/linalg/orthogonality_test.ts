import assert from "node:assert/strict";
import fc from "fast-check";
import { cosines, gram, matrix, orthogonality, rowNorms } from "../../src/linalg/mod.ts";
import { inner, overlap, randomMatrix, row, single } from "./random_matrix.ts";

function close(actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-15): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, i) =>
    assert.ok(Math.abs((actual[i] ?? NaN) - value) <= tolerance, `[${i}]: ${actual[i]} ${value}`)
  );
}

Deno.test("orthogonality() scores two parallel filters 1/3 among three", () => {
  close(orthogonality(matrix([[1, 0], [2, 0], [0, 3]])), [1 / 3, 1 / 3, 0]);
});

Deno.test("orthogonality() counts opposite filters as overlapping, and zero rows score 0", () => {
  close(orthogonality(matrix([[1, 1], [-1, -1], [0, 0], [1, -1]])), [1 / 4, 1 / 4, 0, 0]);
});

Deno.test("orthogonality() of one filter is 0", () => {
  close(orthogonality(matrix([[1, 2, 3]])), [0]);
});

Deno.test("orthogonality() by the norm of the matrix gives long filters more weight", () => {
  // Frobenius norm squared 1 + 4 + 9 = 14, inner product of the first two 2.
  const scores = orthogonality(matrix([[1, 0], [2, 0], [0, 3]]), { normalization: "matrix" });
  close(scores, [2 / 14 / 3, 2 / 14 / 3, 0]);
});

Deno.test("orthogonality() neither overflows nor underflows", () => {
  close(orthogonality(matrix([[1e300, 0], [1e-300, 0], [0, 5e-324]])), [1 / 3, 1 / 3, 0]);
});

Deno.test("cosines() has 0 on the diagonal of a zero row and 1 elsewhere", () => {
  const { data } = cosines(matrix([[3, 4], [0, 0], [-4, 3]]));
  close(data, [1, 0, 0, 0, 0, 0, 0, 0, 1], 1e-16);
  assert.deepEqual([data[0], data[4], data[8]], [1, 0, 1]);
});

Deno.test("gram() multiplies W by its transpose", () => {
  const { rows, columns, data } = gram(matrix([[1, 2, 3], [4, 5, 6]]));
  assert.deepEqual([rows, columns, ...data], [2, 2, 14, 32, 32, 77]);
});

Deno.test("gram() and cosines() equal plain sums on any shape, in either precision", () => {
  const shape = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 300 }));
  fc.assert(
    fc.property(shape, fc.boolean(), fc.integer(), ([rows, columns], f32, seed) => {
      const f64 = randomMatrix(rows, columns, seed);
      const w = f32 ? single(f64) : f64;
      const products = gram(w).data;
      const angles = cosines(w).data;
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < rows; j++) {
          const [a, b] = [row(w, i), row(w, j)];
          const scale = Math.sqrt(inner(a, a) * inner(b, b));
          assert.ok(Math.abs((products[i * rows + j] ?? NaN) - inner(a, b)) <= 1e-14 * scale);
          assert.ok(Math.abs(Math.abs(angles[i * rows + j] ?? NaN) - overlap(a, b)) <= 1e-14);
        }
      }
    }),
    { numRuns: 30 },
  );
});

Deno.test("rowNorms() are Euclidean, in either precision, and 0 for zero rows", () => {
  const w = matrix([[3, 4], [0, 0], [-5, 12]]);
  assert.deepEqual(rowNorms(w), Float64Array.of(5, 0, 13));
  assert.deepEqual(rowNorms(single(w)), Float64Array.of(5, 0, 13));
});

Deno.test("rowNorms() are the roots of gram()'s diagonal", () => {
  const w = randomMatrix(7, 40);
  const { data } = gram(w);
  close(rowNorms(w), Array.from({ length: 7 }, (_, i) => Math.sqrt(data[i * 7 + i] ?? NaN)), 1e-14);
});
