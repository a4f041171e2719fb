import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { join } from "node:path";
import { kernelRows, openModelFile } from "../../src/checkpoint/mod.ts";
import { readModel, writeModel } from "../../src/checkpoint/tfjs_models.ts";
import { InputError } from "../../src/errors.ts";

await tf.setBackend("cpu");

function small(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ name: "conv", filters: 3, kernelSize: 3, inputShape: [5, 5, 2] }),
      tf.layers.batchNormalization({ name: "bn" }),
      tf.layers.flatten({}),
      tf.layers.dense({ name: "logits", units: 2 }),
    ],
  });
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const values = (model: tf.LayersModel) => model.weights.map((w) => Array.from(w.read().dataSync()));
const extras = {
  metadata: { normalization: { mean: [0.5], std: [0.25] } },
  arrays: { "slot/m/conv/kernel": Float32Array.of(1, -0, 1e-40), "before/x": Float32Array.of(NaN) },
};

Deno.test("readModel() returns the model, metadata and arrays that writeModel() wrote, to the bit", async () => {
  await inFolder(async (folder) => {
    const model = small();
    await writeModel(folder, "12", model, extras);
    const read = await readModel(folder);
    assert.deepEqual(values(read.model), values(model));
    assert.deepEqual(read.metadata["normalization"], extras.metadata.normalization);
    assert.deepEqual(Object.keys(read.arrays), Object.keys(extras.arrays));
    assert.ok(Object.is(read.arrays["slot/m/conv/kernel"]?.[1], -0));
    assert.equal(read.arrays["slot/m/conv/kernel"]?.[2], Math.fround(1e-40));
  });
});

Deno.test("another tfjs program loads a model folder over HTTP, as from any web server", async () => {
  await inFolder(async (folder) => {
    const model = small();
    await writeModel(folder, "1", model, extras);
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      async (request) => {
        const name = new URL(request.url).pathname.slice(1);
        return new Response(await Deno.readFile(join(folder, name)));
      },
    );
    const loaded = await tf.loadLayersModel(`http://127.0.0.1:${server.addr.port}/model.json`);
    assert.deepEqual(values(loaded), values(model));
  });
});

Deno.test("a second state replaces the first and leaves none of its files", async () => {
  await inFolder(async (folder) => {
    await writeModel(folder, "1", small(), extras);
    const second = small();
    await writeModel(folder, "2", second, { metadata: {}, arrays: {} });
    const names = Array.from(Deno.readDirSync(folder), ({ name }) => name).sort();
    assert.deepEqual(names, ["model.json", "weights-2.bin"]);
    assert.deepEqual(values((await readModel(folder)).model), values(second));
  });
});

Deno.test("files of an incomplete state do not hide the complete state before it", async () => {
  await inFolder(async (folder) => {
    const model = small();
    await writeModel(folder, "1", model, extras);
    await Deno.writeFile(join(folder, "weights-2.bin"), new Uint8Array(7));
    assert.deepEqual(values((await readModel(join(folder, "model.json"))).model), values(model));
  });
});

for (
  const [what, damage, message] of [
    [
      "no folder",
      async (folder: string) => await Deno.remove(folder, { recursive: true }),
      /No such file|not found/i,
    ],
    [
      "no model.json",
      async (folder: string) => await Deno.remove(join(folder, "model.json")),
      /model\.json is missing/,
    ],
    [
      "no weights",
      async (folder: string) => await Deno.remove(join(folder, "weights-1.bin")),
      /weights-1\.bin is missing/,
    ],
    [
      "cut weights",
      async (folder: string) => await Deno.truncate(join(folder, "weights-1.bin"), 9),
      /weights/,
    ],
    [
      "cut arrays",
      async (folder: string) => await Deno.truncate(join(folder, "arrays-1.bin"), 4),
      /fewer than/,
    ],
    [
      "no JSON",
      async (folder: string) => await Deno.writeTextFile(join(folder, "model.json"), "<html>"),
      /not JSON/,
    ],
    [
      "other JSON",
      async (folder: string) => await Deno.writeTextFile(join(folder, "model.json"), "{}"),
      /modelTopology/,
    ],
  ] as const
) {
  Deno.test(`readModel() reports the problem in one line: ${what}`, async () => {
    const folder = await Deno.makeTempDir();
    await writeModel(folder, "1", small(), extras);
    await damage(folder);
    await assert.rejects(readModel(folder), (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, message);
      assert.ok(!error.message.includes("\n"), error.message);
      return true;
    });
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  });
}

Deno.test("a model that writeModel() wrote has tfjs' own numbers, in a run's folder too", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, name: "a" }),
      tf.layers.separableConv2d({ filters: 5, kernelSize: 3, name: "b" }),
    ],
  });
  const run = await Deno.makeTempDir();
  await Deno.writeTextFile(join(run, "config.json"), "{}");
  const folder = join(run, "checkpoints", "best");
  await writeModel(folder, "1", model, { metadata: {}, arrays: {} });
  using file = await openModelFile(run);
  assert.equal(file.path, join(folder, "model.json"));
  const { layers } = file;
  assert.deepEqual(layers.map(({ name, kind, fanIn }) => [name, kind, fanIn]), [
    ["a", "conv2d", 27],
    ["b/depthwise", "depthwise-conv2d", 9],
    ["b/pointwise", "conv2d", 4],
  ]);
  const kernel = model.layers[0]?.getWeights()[0];
  const [first] = layers;
  const rows = kernel && tf.tidy(() => kernel.reshape([27, 4]).transpose());
  assert.deepEqual(first && [...kernelRows(first).data], [...await rows?.data() ?? []]);
  rows?.dispose();
  model.dispose();
  await Deno.remove(run, { recursive: true });
});
