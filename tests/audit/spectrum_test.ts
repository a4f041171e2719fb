import assert from "node:assert/strict";
import { type Matrix, numericalRank, product, singularValues } from "../../src/linalg/mod.ts";
import { spectrum } from "../../src/audit/spectrum.ts";
import { Rng } from "../../src/rng.ts";

function normals(rows: number, columns: number, seed = 1): Matrix {
  return { rows, columns, data: new Rng(seed).normals(rows * columns) };
}

function single({ rows, columns, data }: Matrix): Matrix {
  return { rows, columns, data: Float32Array.from(data) };
}

for (
  const [what, weights] of [
    ["square", normals(200, 200)],
    ["wide", normals(150, 260)],
    ["tall", normals(260, 150)],
    ["of rank 90", product(normals(160, 90), normals(90, 170, 2))],
    ["graded over six decades", {
      ...normals(140, 150),
      data: normals(140, 150).data.map((value, at) => value * 10 ** -(Math.floor(at / 150) / 23)),
    }],
    ["of zeros", { ...normals(150, 150), data: new Float64Array(150 * 150) }],
    ["tiny", { ...normals(150, 150), data: normals(150, 150).data.map((value) => value * 1e-30) }],
  ] as const
) {
  Deno.test(`spectrum() of weights in 32 bits, ${what}, is that of the decomposition without a shift`, () => {
    const w = single(weights);
    const [found, expected] = [spectrum(w), singularValues(w)];
    assert.equal(found.length, expected.length);
    const largest = expected[0] ?? 0;
    found.forEach((value, i) => {
      assert.ok(Math.abs(value - (expected[i] ?? NaN)) <= 1e-6 * largest, `${i}: ${value}`);
    });
    assert.equal(numericalRank(w, found), numericalRank(w, expected));
    const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(sum(found) - sum(expected)) <= 1e-6 * sum(expected));
  });
}

Deno.test("spectrum() of weights in 64 bits has all digits", () => {
  const w = product(normals(150, 150), normals(150, 150, 2));
  assert.deepEqual(spectrum(w), singularValues(w));
});
