import assert from "node:assert/strict";
import {
  type ActivationMaps,
  similarity,
  type SimilarityResult,
} from "../../src/similarity/mod.ts";
import { Rng } from "../../src/rng.ts";
import { activations } from "./tables.ts";

/** Maps of random numbers on 300 images; the batches of `activations` have 128. */
function maps(seed: number, channels: number, side = 3): ActivationMaps {
  const images = 300;
  const data = new Rng(seed).normals(images * side * side * channels);
  return { images, height: side, width: side, channels, data };
}

/** The figures of a result without indices of layers. */
function figures({ layers, between }: SimilarityResult): unknown {
  return {
    layers: layers.map(({ layer: _, ...rest }) => rest),
    between: between.map(({ a: _a, b: _b, ...rest }) => rest),
  };
}

for (const image of [0, 200]) {
  Deno.test(`a layer with NaN in image ${image} is left out, and the others have the same figures as without it`, async () => {
    const [one, two, bad] = [maps(1, 4), maps(2, 5), maps(3, 6)];
    bad.data[image * 9 * 6 + 2] = NaN;
    const found = await similarity(activations([one, bad, two]), { permutations: 3 });
    assert.deepEqual(found.layers.map(({ layer }) => layer), [0, 2]);
    assert.deepEqual(found.between.map(({ a, b }) => [a, b]), [[0, 2]]);
    assert.deepEqual(found.skipped.map(({ layers }) => layers), [[1]]);
    assert.match(
      found.skipped[0]?.reason ?? "",
      new RegExp(`found NaN in observation ${image}, filter 2, expected finite numbers`),
    );
    assert.deepEqual([found.pValues?.layers.length, found.pValues?.between.length], [2, 1]);
    const alone = await similarity(activations([one, two]));
    assert.deepEqual(alone.skipped, []);
    assert.deepEqual(figures(found), figures(alone));
  });
}

Deno.test("a layer too large for WebAssembly is left out with its number of variables", async () => {
  const data = new Float32Array(2 * 20_000);
  const wide: ActivationMaps = { images: 2, height: 1, width: 1, channels: 20_000, data };
  const small = { ...wide, channels: 1, data: Float32Array.of(1, 2) };
  const { layers, skipped } = await similarity(activations([wide, small]));
  assert.deepEqual(layers.map(({ layer }) => layer), [1]);
  assert.match(skipped[0]?.reason ?? "", /its 20000 variables need more memory than WebAssembly/);
});

Deno.test("similarity() throws if no layer can be compared, and names the first one", async () => {
  const bad = maps(1, 2);
  bad.data.fill(Infinity);
  await assert.rejects(() => similarity(activations([bad, bad])), {
    name: "InputError",
    message:
      /^Cannot compare layer0: found Infinity in observation 0, .*and no other layer can be compared/,
  });
});

Deno.test("chance levels of images are those of as many observations as images", async () => {
  const [one, two] = [maps(1, 4), maps(2, 5)];
  const { layers: [layer], between: [pair] } = await similarity(activations([one, two]), {
    pool: 3,
  });
  // Wachter's law for one variable and 3 others: the square root of 1/N (1 - 3/N) and 3/N (1 - 1/N), added and squared.
  const [a, b] = [Math.sqrt(1 / 300 * (1 - 3 / 300)), Math.sqrt(3 / 300 * (1 - 1 / 300))];
  assert.ok(Math.abs((layer?.chanceOfImages.oneVsRest ?? 0) - (a + b)) < 1e-12);
  assert.ok(Math.abs((layer?.chance.oneVsRest ?? 0) - (a + b) / 3) < 2e-3); // nine times as many
  // With equal p and q of one variable: 2 sqrt(c (1 - c)), c = 1/N.
  assert.ok(
    Math.abs((layer?.chanceOfImages.pearson ?? 0) - 2 * Math.sqrt(1 / 300 * (1 - 1 / 300))) < 1e-12,
  );
  for (const measure of ["first", "mean", "svcca", "pwcca", "cka", "procrustes"] as const) {
    const [all = 0, images = 0] = [pair?.chance[measure], pair?.chanceOfImages[measure]];
    const expected = measure === "cka" ? 9 : 3; // CKA's level falls with N, the others with its square root
    assert.ok(
      Math.abs(images / all - expected) < 0.1,
      `${measure}: ${images} of images, ${all} of all observations`,
    );
  }
});
