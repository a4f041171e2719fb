import assert from "node:assert/strict";
import { join } from "node:path";
import { rankModelFile } from "../../src/audit/mod.ts";
import { openModelFile } from "../../src/checkpoint/mod.ts";
import { InputError } from "../../src/errors.ts";
import { Rng } from "../../src/rng.ts";
import { EXPECTED, MODELS } from "../checkpoint/fixtures.ts";
import { safetensorsFile } from "../checkpoint/safetensors_file.ts";
import { convolutionsFile } from "./convolutions_file.ts";

const NET = join(MODELS, "pytorch/net.pt");

Deno.test("rankModelFile() gives NumPy's scores with the defaults of the paper", async () => {
  const { kind, criterion, layers, selection, ranking } = await rankModelFile(NET);
  assert.deepEqual([kind, criterion, selection.prune], ["rank", "ortho", 0.3]);
  for (const { name, scores } of layers) {
    for (
      const [filter, score] of (EXPECTED["pytorch/net.pt"]?.layers[name]?.scores ?? []).entries()
    ) {
      assert.ok(Math.abs((scores[filter] ?? NaN) - score) < 1e-6, `${name} ${filter}`);
    }
  }
  assert.equal(selection.count, Math.round(0.3 * ranking.length));
});

Deno.test("rankModelFile() reports the same of a path and of an open file, and leaves that open", async () => {
  using file = await openModelFile(NET);
  const [byPath, byFile] = [await rankModelFile(NET), await rankModelFile(file)];
  assert.deepEqual(byFile, byPath);
  assert.ok((file.tensors[0]?.read().length ?? 0) > 0);
});

Deno.test("rankModelFile() leaves out the first convolution and selects filters by hand-computed scores", async () => {
  await using file = await convolutionsFile({
    a: [[1, 0, 0], [0, 1, 0]], // reads 3 channels: the first convolution
    b: [[1, 0, 0, 0, 0], [0, 2, 0, 0, 0], [0, -3, 0, 0, 0], [0, 0, 1, 0, 0]],
  });
  const { layers, ranking, selection } = await rankModelFile(file.path, { prune: 0.25 });
  assert.deepEqual(layers.map(({ name, ranked }) => [name, ranked]), [["a", false], ["b", true]]);
  // Filters 1 and 2 of b are opposite: |cosine| 1 over J = 4; the others are orthogonal to all.
  assert.deepEqual(layers[1]?.scores, [0, 0.25, 0.25, 0]);
  assert.deepEqual(ranking.map(({ filter }) => filter), [1, 2, 0, 3]);
  assert.deepEqual(layers.map(({ pruned }) => pruned), [[], [1]]);
  assert.deepEqual(selection, { prune: 0.25, count: 1, perLayer: { b: 1 } });
});

Deno.test("rankModelFile() names the option to change when no layer is left to rank", async () => {
  await using file = await convolutionsFile({ a: [[1, 0, 0], [0, 1, 0]] });
  for (
    const [options, option, message] of [
      [{}, "rankFirst", /its only convolution is a \(rank it with `rankFirst: true`\)/],
      [{ layers: /b/, rankFirst: true }, "layers", /no layer matches b \(there are a, …\)/],
      [{ by: "bn-scale", rankFirst: true }, "by", /no batch norm follows/],
    ] as const
  ) {
    await assert.rejects(
      rankModelFile(file.path, options),
      (error) =>
        error instanceof InputError && error.option === option && message.test(error.message),
    );
  }
});

Deno.test("rankModelFile() takes a pattern with the flag g as one without", async () => {
  await using file = await convolutionsFile({
    conv1: [[1, 0, 0], [0, 1, 0]],
    conv2: [[1, 0], [0, 1]],
    conv3: [[1, 0], [0, 1]],
  });
  const { layers } = await rankModelFile(file.path, { layers: /conv/g });
  assert.equal(layers.length, 3);
});

Deno.test("rankModelFile() gives the same on several threads as on one", async () => {
  // Large enough for threads: 4 layers of 512 filters of 2,048 weights.
  const rng = new Rng(1);
  const count = 512 * 2048;
  const names = ["a", "b", "c", "d"];
  const weights = Float32Array.from({ length: names.length * count }, () => rng.uniform() - 0.5);
  const header = Object.fromEntries(names.map((name, i) => [`${name}.weight`, {
    dtype: "F32",
    shape: [512, 2048, 1, 1],
    data_offsets: [4 * i * count, 4 * (i + 1) * count],
  }]));
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  await Deno.writeFile(path, safetensorsFile(header, new Uint8Array(weights.buffer)));
  const [one, two] = [
    await rankModelFile(path, { threads: 1 }),
    await rankModelFile(path, { threads: 2 }),
  ];
  assert.deepEqual(two, one);
  await Deno.remove(path);
});
