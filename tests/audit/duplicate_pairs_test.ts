import assert from "node:assert/strict";
import { cosines, type Matrix, siblings } from "../../src/linalg/mod.ts";
import { duplicatePairs, MOST_PAIRS } from "../../src/audit/duplicate_pairs.ts";
import { Rng } from "../../src/rng.ts";

/** All pairs of all filters, sorted: what duplicatePairs() saves. */
function allPairs(kernel: Matrix, above: number) {
  const { rows, data } = cosines(kernel);
  const pairs = Array.from({ length: rows * rows }, (_, at) => ({
    filters: [Math.floor(at / rows), at % rows],
    cosine: data[at] ?? 0,
  })).filter(({ filters: [f = 0, g = 0], cosine }) => f < g && Math.abs(cosine) > above);
  return pairs.sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine));
}

for (const [rows, columns, above] of [[60, 3, 0.9], [80, 40, 0.99], [90, 2, 0.5], [30, 4, 0]]) {
  Deno.test(`duplicatePairs() of ${rows} filters of ${columns} weights above ${above} are those of all cosines`, () => {
    const size = rows ?? 0;
    const data = Float32Array.from(new Rng(3).normals(size * (columns ?? 0)));
    for (let i = 0; i < 5 * (columns ?? 0); i++) data[data.length - 1 - i] = 2 * (data[i] ?? 0);
    const kernel = { rows: size, columns: columns ?? 0, data };
    const expected = allPairs(kernel, above ?? 0);
    const { pairs, count } = duplicatePairs(kernel, siblings(kernel).cosine, above ?? 0);
    assert.equal(count, expected.length);
    assert.deepEqual(pairs, expected.slice(0, MOST_PAIRS));
  });
}

Deno.test("duplicatePairs() of identical filters lists the first pairs and counts all", () => {
  const kernel = { rows: 100, columns: 2, data: new Float32Array(200).fill(1) };
  const { pairs, count } = duplicatePairs(kernel, siblings(kernel).cosine, 0.99);
  assert.equal(count, 4950);
  assert.deepEqual(pairs, allPairs(kernel, 0.99).slice(0, MOST_PAIRS));
});
