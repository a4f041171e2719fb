import assert from "node:assert/strict";
import { join } from "node:path";
import { givenNormalization, modelSource } from "../../src/runs/mod.ts";

/** A temporary folder with these empty files. */
async function folderWith(files: readonly string[]): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  for (const file of files) {
    await Deno.mkdir(join(path, file, ".."), { recursive: true });
    await Deno.writeTextFile(join(path, file), "{}");
  }
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }) };
}

Deno.test("modelSource() finds the checkpoint of a run, and the run of a checkpoint", async () => {
  await using folder = await folderWith(["run/config.json", "run/checkpoints/best/model.json"]);
  const run = join(folder.path, "run");
  const best = join(run, "checkpoints/best");
  assert.deepEqual(await modelSource(run), {
    path: run,
    file: join(run, "checkpoints/last"),
    run,
  });
  assert.equal((await modelSource(run, "best")).file, best);
  assert.deepEqual(await modelSource(best), { path: best, file: best, run });
  const file = join(best, "model.json");
  assert.deepEqual(await modelSource(file), { path: file, file, run });
});

Deno.test("modelSource() returns other files and folders unchanged", async () => {
  await using folder = await folderWith(["model/model.json", "hub/config.json", "hub/model.bin"]);
  const model = join(folder.path, "model");
  assert.deepEqual(await modelSource(model), { path: model, file: model, run: null });
  const weights = join(folder.path, "hub/model.bin"); // next to the config.json of another program
  assert.deepEqual(await modelSource(weights), { path: weights, file: weights, run: null });
  await assert.rejects(modelSource(join(folder.path, "nowhere")), /no such file or folder/);
});

Deno.test("givenNormalization() wants mean and std together and of one length", () => {
  assert.throws(() => givenNormalization({ std: [1] }), { option: "mean" });
  assert.throws(() => givenNormalization({ mean: [0, 0], std: [1] }), /given together/);
});
