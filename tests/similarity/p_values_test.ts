import assert from "node:assert/strict";
import { Rng } from "../../src/rng.ts";
import { similarity } from "../../src/similarity/mod.ts";
import { activations, tables } from "./tables.ts";

Deno.test("p-values within a layer are the smallest possible for related filters and spread over [0, 1] for others", async () => {
  const rng = new Rng(1);
  const [n, filters, positions] = [200, 12, 4];
  const data = rng.normals(n * positions * filters);
  for (let at = 0; at < data.length; at += filters) {
    data[at + 1] = (data[at] ?? 0) + 0.5 * (data[at + 1] ?? 0);
  }
  const { pValues } = await similarity(
    activations([{ images: n, height: 2, width: 2, channels: filters, data }]),
    { permutations: 39, rng },
  );
  const [layer] = pValues?.layers ?? [];
  assert.ok(layer !== undefined);
  assert.equal(layer.pairs[1], 1 / 40);
  assert.equal(layer.pearson[1], 1 / 40);
  assert.equal(layer.oneVsRest[0], 1 / 40);
  const unrelated = Array.from({ length: filters - 2 }, (_, i) => i + 2).flatMap((i) =>
    Array.from({ length: filters - 1 - i }, (_, k) => layer.pairs[i * filters + i + 1 + k] ?? NaN)
  );
  const mean = unrelated.reduce((a, b) => a + b, 0) / unrelated.length;
  assert.ok(mean > 0.35 && mean < 0.65, `mean ${mean}`); // uniform: 0.5, 45 dependent values
  assert.ok(Math.min(...unrelated) > 0 && Math.max(...unrelated) <= 1);
});

Deno.test("p-values between layers are low for related layers only, and the same for the same seed", async () => {
  const rng = new Rng(2);
  const n = 100;
  const a = rng.normals(n * 3);
  const related = a.map((value) => value + 0.3 * rng.normal());
  const unrelated = rng.normals(n * 3);
  const run = () =>
    similarity(tables([a, related, unrelated], n, 50), { permutations: 19, rng: new Rng(7) });
  const { pValues } = await run();
  const [close, far] = pValues?.between ?? [];
  assert.deepEqual(close, {
    first: 0.05,
    mean: 0.05,
    svcca: 0.05,
    pwcca: 0.05,
    cka: 0.05,
    ckaUnbiased: 0.05,
    procrustes: 0.05,
  });
  assert.ok((far?.mean ?? 0) > 0.05);
  assert.deepEqual((await run()).pValues, pValues);
});
