import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { loadDataset } from "../../data/mod.ts";
import { InputError } from "../../src/errors.ts";
import { DATA_DEFAULTS, nestedOptions, resumeTraining, runTraining } from "../../src/runs/mod.ts";
import { start, testOn, testOnBackends } from "../backend/backends.ts";
import { TemporaryFolder } from "../data/temporary_folder.ts";

const FIXTURES = new URL("../fixtures/runs/", import.meta.url);
const OPTIONS = {
  model: "c2-6",
  batchSize: 15,
  epochs: 3,
  optimizer: { name: "adam" },
  learningRate: { base: 0.002 },
  scheme: { s1: 1, s2: 1, cycles: 1, rankFirst: true },
} as const;

/** The lines of a run's metrics.jsonl without the times. */
async function metricsOf(path: string | URL): Promise<Record<string, unknown>[]> {
  const text = await Deno.readTextFile(path);
  return text.trimEnd().split("\n").map((line) => ({ ...JSON.parse(line), seconds: 0 }));
}

/** Digests of the newest checkpoint's weights and arrays. */
async function digestsOf(directory: string, step: number): Promise<string[]> {
  return await Promise.all(["weights", "arrays"].map(async (name) => {
    const bytes = await Deno.readFile(`${directory}/checkpoints/last/${name}-${step}.bin`);
    return createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  }));
}

async function copyFolder(from: URL, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(new URL(`${name}/`, from), `${to}/${name}`);
    else await Deno.copyFile(new URL(name, from), `${to}/${name}`);
  }
}

testOn(
  "wasm",
  "a run that version 0.1.0 interrupted in a pruned phase continues with that version's bits",
  async () => {
    // Written on wasm before checkpoints had version 2: c3-6, momentum, fading, epoch 2 of 4.
    using folder = new TemporaryFolder();
    const directory = `${folder.path}/run`;
    await copyFolder(new URL("version1/", FIXTURES), directory);
    const config = JSON.parse(await Deno.readTextFile(`${directory}/config.json`));
    const { options, data } = nestedOptions({ ...config.options, epochs: 4 });
    const backend = await start("wasm");
    const report = await runTraining(options, { resume: directory, data, backend });
    assert.equal(report.cycles[0]?.reinitializedAtEpoch, 3);
    // Version 0.1.0 counted absent filters in orthoSum.
    const comparable = async (path: string | URL) =>
      (await metricsOf(path)).map((metrics) => ({ ...metrics, orthoSum: 0 }));
    assert.deepEqual(
      await comparable(`${directory}/metrics.jsonl`),
      await comparable(new URL("version1_continued.jsonl", FIXTURES)),
    );
    assert.deepEqual(await digestsOf(directory, 24), ["83821f2e696e", "69c083341e22"]);
  },
);

testOnBackends(
  "a run that a program interrupts and resumes ends with the unbroken run's bits",
  async (t) => {
    const dataset = await loadDataset({ name: "shapes", limit: 100 });
    for (const dropout of [0, 0.5]) {
      await t.step(`dropout ${dropout}`, async () => {
        using folder = new TemporaryFolder();
        const options = { ...OPTIONS, dropout };
        const [whole, parts] = [`${folder.path}/whole`, `${folder.path}/parts`];
        const before = tf.memory().numTensors;
        await runTraining(options, { directory: whole, dataset });
        for (const stop of [4, 5]) {
          const controller = new AbortController();
          let taken = 0;
          const context = {
            dataset,
            signal: controller.signal,
            progress: ({ type }: { type: string }) => {
              if (type === "step" && ++taken === stop) controller.abort();
            },
          };
          const { interrupted } = stop === 4
            ? await runTraining(options, { directory: parts, ...context })
            : await resumeTraining(parts, context);
          assert.equal(interrupted, true);
        }
        const { cycles, options: shown } = await resumeTraining(parts, { dataset });
        assert.equal(cycles.length, 1);
        assert.equal(shown["dropout"], dropout);
        assert.deepEqual(
          await metricsOf(`${parts}/metrics.jsonl`),
          await metricsOf(`${whole}/metrics.jsonl`),
        );
        assert.deepEqual(await digestsOf(parts, 18), await digestsOf(whole, 18));
        assert.equal(tf.memory().numTensors, before);
      });
    }
  },
);

testOnBackends(
  "a checkpoint of a run with dropout is a model with tfjs' own dropout layer",
  async () => {
    using folder = new TemporaryFolder();
    const directory = `${folder.path}/run`;
    const options = { ...OPTIONS, epochs: 1, dropout: 0.5, scheme: { name: "standard" } } as const;
    await runTraining(options, { directory, data: { limit: 100 } });
    const saved = JSON.parse(await Deno.readTextFile(`${directory}/checkpoints/last/model.json`));
    const layers: { class_name: string; config: { rate?: number } }[] =
      saved.modelTopology.model_config?.config.layers ?? saved.modelTopology.config.layers;
    const classes = layers.map(({ class_name }) => class_name);
    assert.deepEqual(classes.slice(-3), ["Flatten", "Dropout", "Dense"]);
    assert.equal(layers.at(-2)?.config.rate, 0.5);
  },
);

testOn(
  "wasm",
  "runTraining() refuses options that do not fit, and leaves no directory behind",
  async () => {
    using folder = new TemporaryFolder();
    const directory = `${folder.path}/run`;
    await assert.rejects(
      runTraining({ ...OPTIONS, batchSize: 200 }, { directory, data: { limit: 100 } }),
      (error) => error instanceof InputError && error.option === "batchSize",
    );
    await assert.rejects(Deno.stat(directory), Deno.errors.NotFound);
    await runTraining({ ...OPTIONS, epochs: 1 }, { directory, data: { limit: 100 } });
    await assert.rejects(
      resumeTraining(directory, { dataset: await loadDataset({ name: "shapes", limit: 90 }) }),
      (error) => error instanceof InputError && /images have the digest/.test(error.message),
    );
    await assert.rejects(
      runTraining(OPTIONS, { directory, data: { ...DATA_DEFAULTS, limit: 100 } }),
      /it holds .* already, expected an empty or absent folder/,
    );
    await assert.rejects(resumeTraining(folder.path), /expected a directory that repr train made/);
  },
);

Deno.test("a run whose newest checkpoint was deleted or damaged is not begun anew, and goes on from a copy of the best", async () => {
  using folder = new TemporaryFolder();
  const directory = `${folder.path}/run`;
  const dataset = await loadDataset({ name: "shapes", limit: 75 });
  const backend = await start("wasm");
  const stop = new AbortController();
  await runTraining(OPTIONS, {
    directory,
    dataset,
    backend,
    signal: stop.signal,
    progress: (event) => event.type === "epoch" && event.result.epoch === 2 && stop.abort(),
  });
  const last = `${directory}/checkpoints/last`;
  const file = Array.from(Deno.readDirSync(last), ({ name }) => name)
    .find((name) => name.startsWith("arrays-"));
  const bytes = await Deno.readFile(`${last}/${file}`);
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  await Deno.writeFile(`${last}/${file}`, bytes);
  const refuses = async (pattern: RegExp) =>
    await assert.rejects(resumeTraining(directory, { dataset, backend }), (error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, pattern);
      return true;
    });
  await refuses(/its file of arrays differs from what was saved/);
  const before = await Deno.readTextFile(`${directory}/metrics.jsonl`);
  await Deno.remove(last, { recursive: true });
  await refuses(
    /checkpoints\/last is missing, but metrics\.jsonl has 2 epochs \(copy checkpoints\/best/,
  );
  assert.equal(await Deno.readTextFile(`${directory}/metrics.jsonl`), before);
  await copyFolder(new URL(`file://${directory}/checkpoints/best/`), last);
  assert.equal((await resumeTraining(directory, { dataset, backend })).final.epoch, 3);
});

Deno.test("a run that was killed before its first checkpoint begins again, and says so", async () => {
  using folder = new TemporaryFolder();
  const directory = `${folder.path}/run`;
  const dataset = await loadDataset({ name: "shapes", limit: 75 });
  const backend = await start("wasm");
  await runTraining({ ...OPTIONS, epochs: 1 }, { directory, dataset, backend });
  await Deno.remove(`${directory}/checkpoints`, { recursive: true });
  const warnings: string[] = [];
  const report = await resumeTraining(directory, {
    dataset,
    backend,
    progress: (event) => event.type === "warning" && warnings.push(event.message),
  });
  assert.equal(report.final.epoch, 1);
  assert.match(warnings.join(), /no checkpoint yet: it begins again/);
});
