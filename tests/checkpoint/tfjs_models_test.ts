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

/** Rewrites a `model.json` as another program would, without digests. */
async function changeJson(
  folder: string,
  change: (key: string, value: unknown) => unknown = (_key, value) => value,
): Promise<void> {
  const file = join(folder, "model.json");
  const json = JSON.parse(
    await Deno.readTextFile(file),
    (key, value) => key === "digests" ? undefined : change(key, value),
  );
  await Deno.writeTextFile(file, JSON.stringify(json));
}

async function flipBit(path: string, at: number): Promise<void> {
  const bytes = await Deno.readFile(path);
  bytes[at] = (bytes[at] ?? 0) ^ 16;
  await Deno.writeFile(path, bytes);
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

Deno.test("a model folder without digests, of an older version, is read; a reformatted one too", async () => {
  await inFolder(async (folder) => {
    const model = small();
    await writeModel(folder, "12", model, extras);
    const file = join(folder, "model.json");
    await Deno.writeTextFile(
      file,
      JSON.stringify(JSON.parse(await Deno.readTextFile(file)), null, 2),
    );
    assert.deepEqual(values((await readModel(folder)).model), values(model));
    await changeJson(folder);
    const read = await readModel(folder);
    assert.deepEqual(values(read.model), values(model));
    assert.equal(read.arrays["before/x"]?.length, 1);
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
      "a flipped bit of the weights",
      async (folder: string) => await flipBit(join(folder, "weights-1.bin"), 40),
      /its file of weights differs from what was saved, by its SHA-256/,
    ],
    [
      "a flipped bit of the arrays",
      async (folder: string) => await flipBit(join(folder, "arrays-1.bin"), 5),
      /its file of arrays differs from what was saved/,
    ],
    [
      "a changed number of the metadata",
      async (folder: string) => {
        const file = join(folder, "model.json");
        const text = await Deno.readTextFile(file);
        await Deno.writeTextFile(file, text.replace('"std":[0.25]', '"std":[0.35]'));
      },
      /its own content differs from what was saved/,
    ],
    ...["/dev/zero", "../weights-1.bin", "weights-1.bin/..", "..", "endless", "outside", 7].map((
      path,
    ) =>
      [
        `weights in ${path}`,
        async (folder: string) => {
          await Deno.symlink("/dev/zero", join(folder, "endless"));
          await Deno.symlink(
            join(import.meta.dirname ?? "", "fixtures.ts"),
            join(folder, "outside"),
          );
          await changeJson(folder, (key, value) => key === "paths" ? [path] : value);
        },
        /its weights are in .*, (expected a file in the same folder|a link that leads out)/,
      ] as const
    ),
    [
      "arrays in another folder",
      async (folder: string) =>
        await changeJson(folder, (key, value) => key === "path" ? "/dev/zero" : value),
      /its arrays are in "\/dev\/zero", expected a file in the same folder/,
    ],
    [
      "arrays at an impossible index",
      async (folder: string) =>
        await changeJson(folder, (key, value) => key === "start" ? -1 : value),
      /list of arrays is damaged/,
    ],
    [
      "a pipe in place of the weights",
      async (folder: string) => {
        await Deno.remove(join(folder, "weights-1.bin"));
        await new Deno.Command("mkfifo", { args: [join(folder, "weights-1.bin")] }).output();
      },
      /weights-1\.bin: it is a pipe or a device/,
    ],
    [
      "a folder in place of the weights",
      async (folder: string) => {
        await Deno.remove(join(folder, "weights-1.bin"));
        await Deno.mkdir(join(folder, "weights-1.bin"));
      },
      /weights-1\.bin: it is a folder/,
    ],
    [
      "weights of a shape without an end",
      async (folder: string) =>
        await changeJson(folder, (key, value) => key === "shape" ? [2 ** 40] : value),
      /ends at byte 4,398,046,511,104 of its files/,
    ],
    [
      "a type by the name of a method",
      async (folder: string) =>
        await changeJson(folder, (key, value) => key === "dtype" ? "toString" : value),
      /has type "toString"/,
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
