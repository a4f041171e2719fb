import assert from "node:assert/strict";
import * as linalg from "../../linalg-wasm/linalg.wasm";
import {
  cosines,
  gram,
  type Matrix,
  matrix,
  numericalRank,
  orthogonality,
  sampleNullSpace,
  singularValues,
} from "../../src/linalg/mod.ts";
import { randomMatrix } from "./random_matrix.ts";

const functions: Record<string, (w: Matrix) => unknown> = {
  cosines,
  gram,
  orthogonality,
  singularValues,
  sampleNullSpace: (w) => sampleNullSpace({ survivors: w, old: w, gaussians: w, length: 1 }),
};

for (const [name, call] of Object.entries(functions)) {
  Deno.test(`${name}() throws an error with its name, the shape and the first NaN or infinity`, () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (const type of [Float32Array, Float64Array]) {
        const data = type.of(1, 2, 3, 4, bad, NaN);
        assert.throws(() => call({ rows: 2, columns: 3, data }), {
          name: "RangeError",
          message: `${name}(): the 2 x 3 matrix has ${bad} at [1, 1], expected finite numbers`,
        });
      }
    }
  });

  Deno.test(`${name}() throws for matrices without columns and shapes that do not match`, () => {
    assert.throws(() => call({ rows: 2, columns: 0, data: new Float32Array(0) }), RangeError);
    assert.throws(() => call({ rows: 2, columns: 2, data: new Float32Array(5) }), {
      name: "RangeError",
      message: `${name}(): the 2 x 2 matrix has 5 numbers, expected 2 x 2`,
    });
    assert.throws(() => call({ rows: -1, columns: -1, data: new Float32Array(1) }), RangeError);
  });
}

Deno.test("functions of a matrix throw for one without rows", () => {
  for (const call of [cosines, gram, orthogonality, numericalRank, singularValues]) {
    assert.throws(() => call(matrix([])), RangeError);
  }
});

Deno.test("a result beyond the module's memory is a RangeError, and the next call works", () => {
  const tall = { rows: 30_000, columns: 1, data: new Float32Array(30_000) };
  assert.throws(() => gram(tall), {
    name: "RangeError",
    message: "gram(): the 30000 x 1 matrix needs more memory than WebAssembly has",
  });
  assert.deepEqual([...gram(matrix([[2]])).data], [4]);
});

Deno.test("calls release their memory", () => {
  const w = randomMatrix(60, 200);
  const call = () => [gram(w), numericalRank(w), assert.throws(() => gram({ ...w, rows: 3 }))];
  for (let i = 0; i < 5; i++) call();
  const before = linalg.memory.buffer.byteLength;
  for (let i = 0; i < 50; i++) call();
  assert.equal(linalg.memory.buffer.byteLength, before);
});

Deno.test("matrix() throws for rows of different lengths", () => {
  assert.throws(() => matrix([[1, 2], [3]]), RangeError);
});
