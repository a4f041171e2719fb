import assert from "node:assert/strict";
import { inspectModelFile, rankModelFile } from "../../src/audit/mod.ts";
import { Rng } from "../../src/rng.ts";
import { safetensorsFile } from "../checkpoint/safetensors_file.ts";

/** Two layers of enough work for two threads each. */
async function largeFile(): Promise<{ readonly path: string } & AsyncDisposable> {
  const size = 900;
  const data = Float32Array.from(new Rng(1).normals(2 * size * size));
  const entry = (index: number) => ({
    dtype: "F32",
    shape: [size, size, 1, 1],
    data_offsets: [4 * index * size * size, 4 * (index + 1) * size * size],
  });
  const header = { "a.weight": entry(0), "b.weight": entry(1) };
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  await Deno.writeFile(path, safetensorsFile(header, new Uint8Array(data.buffer)));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}

Deno.test("inspectModelFile() has the same numbers on one thread and on several", async () => {
  await using file = await largeFile();
  const alone = await inspectModelFile(file.path, { threads: 1 });
  const shared = await inspectModelFile(file.path, { threads: 4 });
  assert.deepEqual(shared, alone);
  assert.deepEqual(alone.layers.map(({ rank }) => rank), [900, 900]);
});

Deno.test("other threads open the file with the same `key` and `transposed` as the first one", async () => {
  const size = 700;
  const entry = (index: number) => ({
    dtype: "F32",
    shape: [size, size / 2, 2, 2],
    data_offsets: [8 * index * size * size, 8 * (index + 1) * size * size],
  });
  const names = ["other.up", "net.a", "net.b", "net.up"];
  const header = Object.fromEntries(names.map((name, index) => [`${name}.weight`, entry(index)]));
  const data = Float32Array.from(new Rng(1).normals(2 * size * size * names.length));
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  await Deno.writeFile(path, safetensorsFile(header, new Uint8Array(data.buffer)));
  const options = { key: "net", transposed: /up/ };
  const inspected = await inspectModelFile(path, { ...options, threads: 4 });
  assert.deepEqual(
    inspected.layers.map(({ name, filters }) => [name, filters]),
    [["a", size], ["b", size], ["up", size / 2]],
  );
  assert.deepEqual(inspected, await inspectModelFile(path, { ...options, threads: 1 }));
  const ranked = await rankModelFile(path, { ...options, threads: 4 });
  assert.deepEqual(ranked, await rankModelFile(path, { ...options, threads: 1 }));
  await Deno.remove(path);
});

/** A file of a sound layer, and of one whose numbers are there but whose overlaps need more memory than WebAssembly has. */
async function withTooLarge(use: (path: string) => Promise<void>): Promise<void> {
  const filters = 40_000; // 40,000 x 40,000 cosines
  const bytes = 4 * filters;
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  const header = {
    "huge.weight": { dtype: "F32", shape: [filters, 1, 1, 1], data_offsets: [0, bytes] },
    "small.weight": { dtype: "F32", shape: [2, 2, 1, 1], data_offsets: [bytes, bytes + 16] },
  };
  await Deno.writeFile(path, safetensorsFile(header, bytes + 16));
  await use(path);
  await Deno.remove(path);
}

Deno.test("a layer too large for WebAssembly is named, and the others are ranked and measured", async () => {
  await withTooLarge(async (path) => {
    const sentence = /^layer huge of 40000 filters of 1 weights is left out: it needs more memory/;
    const inspected = await inspectModelFile(path);
    assert.deepEqual(inspected.layers.map(({ name }) => name), ["small"]);
    assert.deepEqual(inspected.skipped?.map(({ name }) => name), ["huge"]);
    assert.match(inspected.warnings[0] ?? "", sentence);
    const ranked = await rankModelFile(path, { rankFirst: true });
    assert.deepEqual(ranked.layers.map(({ ranked }) => ranked), [false, true]);
    assert.deepEqual(ranked.ranking.map(({ layer }) => layer), ["small", "small"]);
    assert.match(ranked.warnings[0] ?? "", sentence);
    await assert.rejects(inspectModelFile(path, { layers: /huge/ }), {
      name: "InputError",
      message: /^Cannot inspect .*: layer huge of 40000 filters/,
    });
    await assert.rejects(rankModelFile(path, { layers: /huge/, rankFirst: true }), {
      name: "InputError",
      message: /^Cannot rank .*: layer huge of 40000 filters/,
    });
  });
});
