import assert from "node:assert/strict";
import type { Matrix } from "../../src/linalg/mod.ts";
import { Rng } from "../../src/rng.ts";
import { ckaByChance, meanByChance, topByChance } from "../../src/similarity/mod.ts";
import { similarity } from "../../src/similarity/mod.ts";
import { dataCorrelations } from "../linalg/data_correlations.ts";
import { tables } from "./tables.ts";

function independent(rng: Rng, rows: number, columns: number): Matrix {
  return { rows, columns, data: rng.normals(rows * columns) };
}

Deno.test("topByChance() is 2 sqrt(c (1 - c)) for sets of equal size, 0.44 for 512 of 10,000", () => {
  assert.equal(topByChance(512, 512, 10_000).toFixed(2), "0.44");
  assert.equal(topByChance(4, 4, 50_000).toFixed(4), "0.0179");
});

Deno.test("topByChance() and meanByChance() are 1 for as many variables as observations, and 0 for no variables", () => {
  assert.equal(topByChance(20, 10, 30), 1);
  assert.equal(meanByChance(20, 20, 20), 1);
  assert.equal(topByChance(0, 5, 30), 0);
  assert.equal(meanByChance(0, 5, 30), 0);
});

for (const [p, q, n] of [[40, 40, 400], [60, 20, 300], [30, 30, 50]] as const) {
  Deno.test(`independent normal data have the top and mean of topByChance() and meanByChance(): ${p} and ${q} of ${n}`, () => {
    const rng = new Rng(p);
    const correlations = dataCorrelations(independent(rng, n, p), independent(rng, n, q));
    const mean = correlations.reduce((a, b) => a + b, 0) / correlations.length;
    assert.ok(Math.abs((correlations[0] ?? 0) - topByChance(p, q, n)) < 0.04, `${correlations[0]}`);
    assert.ok(Math.abs(mean - meanByChance(p, q, n)) < 0.02, `${mean} ${meanByChance(p, q, n)}`);
  });
}

Deno.test("independent data have the CKA and Procrustes similarity of the chance levels", async () => {
  const rng = new Rng(5);
  const spread = (variable: number) => 1 / (1 + variable);
  const data = (columns: number) =>
    rng.normals(400 * columns).map((value, at) => value * spread(at % columns));
  let [cka, procrustes, unbiased] = [0, 0, 0];
  let chance = { cka: 0, procrustes: 0 };
  for (let draw = 0; draw < 20; draw++) {
    const { between: [pair] } = await similarity(tables([data(20), data(30)], 400));
    assert.ok(pair !== undefined);
    cka += pair.cka / 20;
    procrustes += pair.procrustes / 20;
    unbiased += (pair.ckaUnbiased ?? NaN) / 20;
    chance = pair.chance;
  }
  assert.ok(Math.abs(cka / chance.cka - 1) < 0.2, `${cka} ${chance.cka}`);
  assert.ok(
    Math.abs(procrustes / chance.procrustes - 1) < 0.1,
    `${procrustes} ${chance.procrustes}`,
  );
  assert.ok(Math.abs(unbiased) < 0.002, `${unbiased}`);
  assert.equal(ckaByChance(100, 100, 10), 1);
});
