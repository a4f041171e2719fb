import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Matrix,
  matrix,
  product,
  symmetricEigen,
  thinQr,
  thinSvd,
} from "../../src/linalg/mod.ts";
import { diagonal, distance, hardMatrix, norm, skew, times, transpose } from "./hard_matrix.ts";
import { randomMatrix, single } from "./random_matrix.ts";

function checkSvd(a: Matrix): void {
  const { left, values, right } = thinSvd(a);
  assert.ok(skew(left) < 1e-12 && skew(right) < 1e-12, "orthonormal");
  const reconstructed = times(times(left, diagonal(values)), transpose(right));
  assert.ok(distance(reconstructed, a) <= 1e-12 * norm(a), "reconstruction");
  assert.ok(values.every((value, i) => value >= (values[i + 1] ?? 0)), "descending");
}

function checkEigen(a: Matrix): void {
  const { values, vectors } = symmetricEigen(a);
  assert.ok(skew(vectors) < 1e-12, "orthonormal");
  const reconstructed = times(times(vectors, diagonal(values)), transpose(vectors));
  assert.ok(distance(reconstructed, a) <= 1e-12 * norm(a), "reconstruction");
  assert.ok(values.every((value, i) => value <= (values[i + 1] ?? Infinity)), "ascending");
}

Deno.test("thinSvd() is orthonormal and reconstructs ill-conditioned matrices", () => {
  fc.assert(fc.property(hardMatrix(40), checkSvd), { numRuns: 150 });
  checkSvd(randomMatrix(200, 150));
  checkSvd(randomMatrix(90, 300));
});

Deno.test("symmetricEigen() is orthonormal and reconstructs ill-conditioned matrices", () => {
  fc.assert(
    fc.property(hardMatrix(70), (a) => checkEigen(times(a, transpose(a)))),
    { numRuns: 100 },
  );
  checkEigen(times(randomMatrix(200, 20), transpose(randomMatrix(200, 20))));
});

Deno.test("symmetricEigen() of a matrix computed by hand", () => {
  const { values, vectors } = symmetricEigen(matrix([[2, 1], [1, 2]]));
  assert.ok(Math.abs((values[0] ?? NaN) - 1) < 1e-15 && Math.abs((values[1] ?? NaN) - 3) < 1e-15);
  vectors.data.forEach((v) => assert.ok(Math.abs(Math.abs(v) - Math.SQRT1_2) < 1e-15));
});

Deno.test("symmetricEigen() has orthonormal vectors for the nearly equal eigenvalues of Wilkinson's matrix", () => {
  const order = 121;
  const wilkinson = diagonal(Array.from({ length: order }, (_, i) => Math.abs(i - 60)));
  for (let i = 1; i < order; i++) {
    wilkinson.data[i * order + i - 1] = 1;
    wilkinson.data[(i - 1) * order + i] = 1;
  }
  checkEigen(wilkinson);
});

Deno.test("thinQr() is orthonormal, triangular and reconstructs ill-conditioned matrices", () => {
  fc.assert(
    fc.property(hardMatrix(70), (m) => {
      const a = m.rows < m.columns ? transpose(m) : m;
      const { q, r } = thinQr(a);
      assert.ok(skew(q) < 1e-12);
      assert.ok(distance(times(q, r), a) <= 1e-12 * norm(a));
      r.data.forEach((v, at) => assert.ok(v === 0 || at % r.columns >= Math.floor(at / r.columns)));
    }),
    { numRuns: 100 },
  );
});

Deno.test("product() equals plain sums on any shape, in either precision", () => {
  const side = fc.integer({ min: 1, max: 70 });
  const depth = fc.integer({ min: 1, max: 600 });
  fc.assert(
    fc.property(side, depth, side, fc.boolean(), fc.integer(), (m, k, n, f32, seed) => {
      const [a, b] = [randomMatrix(m, k, seed), randomMatrix(k, n, seed + 1)];
      const tolerance = (f32 ? 3e-6 : 3e-15) * Math.sqrt(k);
      const [x, y] = f32 ? [single(a), single(b)] : [a, b];
      assert.ok(distance(product(x, y), times(x, y)) <= tolerance * 10);
      assert.equal(product(x, y).data instanceof Float32Array, f32);
    }),
    { numRuns: 40 },
  );
});

Deno.test("product(), symmetricEigen() and thinQr() name themselves in the RangeError for shapes that do not fit", () => {
  const wide = matrix([[1, 2]]);
  assert.throws(() => product(wide, wide), {
    name: "RangeError",
    message: "product(): the 1 x 2 matrix has 1 rows, the left factor has 2 columns",
  });
  assert.throws(() => symmetricEigen(wide), RangeError);
  assert.throws(() => thinQr(wide), RangeError);
});
