import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { schemaText } from "../../../src/report/schemas.ts";
import { Folder } from "../../report/folder.ts";
import { repr } from "../repr.ts";

Deno.test("evaluate finds the accuracy that training reported, from the run, its checkpoint and model.json", async (t) => {
  using folder = new Folder();
  const run = `${folder.path}/run`;
  const trained = await repr([
    "train",
    "--limit",
    "300",
    "--epochs",
    "2",
    "--s1",
    "1",
    "--s2",
    "1",
    "--cycles",
    "1",
    "--json",
    "--out",
    run,
  ]);
  assert.equal(trained.status, 0, trained.stderr);
  const { final, data } = JSON.parse(trained.stdout);

  for (
    const [what, path] of [
      ["the run", run],
      ["its checkpoint", `${run}/checkpoints/last`],
      ["the checkpoint's model.json", `${run}/checkpoints/last/model.json`],
    ] as const
  ) {
    await t.step(`from ${what}`, async () => {
      const { status, stdout, stderr } = await repr(["evaluate", path, "--json"]);
      assert.equal(status, 0, stderr);
      const report = JSON.parse(stdout);
      const validate = new Ajv2020().compile(JSON.parse(schemaText("evaluate")));
      validate(report);
      assert.deepEqual(validate.errors ?? null, null);
      assert.deepEqual([report.accuracy, report.images, report.data.digest], [
        final.testAccuracy,
        60,
        data.digest,
      ]);
    });
  }

  await t.step("data given by name are used completely", async () => {
    const { stdout } = await repr(["evaluate", run, "--data", "shapes", "--json"]);
    assert.equal(JSON.parse(stdout).images > 60, true);
  });

  await t.step("below --fail-below the status is 3, after the report", async () => {
    const { status, stdout, stderr } = await repr(["evaluate", run, "--fail-below", "1", "--json"]);
    assert.equal(status, 3);
    assert.equal(JSON.parse(stdout).kind, "evaluate");
    assert.equal(stderr.includes("is below --fail-below 100.0 %"), true, stderr);
  });

  await t.step("weights of NaN are an error of one line, not 100 % of a class", async () => {
    const broken = `${folder.path}/broken`;
    await Deno.mkdir(broken);
    const source = `${run}/checkpoints/last`;
    for await (const { name } of Deno.readDir(source)) {
      const bytes = await Deno.readFile(`${source}/${name}`);
      if (name.startsWith("weights")) bytes.fill(0xff); // NaN
      await Deno.writeFile(`${broken}/${name}`, bytes);
    }
    // Without digests, as other programs and older versions write it.
    const json = JSON.parse(await Deno.readTextFile(`${broken}/model.json`));
    delete json.userDefinedMetadata.repr.digests;
    await Deno.writeTextFile(`${broken}/model.json`, JSON.stringify(json));
    const { status, stdout, stderr } = await repr(
      ["evaluate", broken, "--data", "shapes", "--limit", "100", "--json", "-q"],
    );
    assert.deepEqual([status, stdout, stderr.trim().split("\n").length], [2, "", 1], stderr);
    assert.match(stderr, /Cannot evaluate .*broken: found NaN or infinity in .* and \d+ more/);
  });

  await t.step("a model outside a run needs --data, --mean and --std", async () => {
    const model = `${folder.path}/model.json`;
    const { userDefinedMetadata: _own, ...rest } = JSON.parse(
      await Deno.readTextFile(`${run}/checkpoints/last/model.json`),
    );
    await Deno.writeTextFile(model, JSON.stringify(rest));
    for (const path of rest.weightsManifest[0].paths) {
      await Deno.copyFile(`${run}/checkpoints/last/${path}`, `${folder.path}/${path}`);
    }
    const noData = await repr(["evaluate", model]);
    assert.deepEqual([noData.status, noData.stderr.includes("give --data")], [2, true]);
    const noMean = await repr(["evaluate", model, "--data", "shapes", "--limit", "100"]);
    assert.deepEqual([noMean.status, noMean.stderr.includes("give --mean and --std")], [2, true]);
    const named = await repr([
      "evaluate",
      model,
      "--data",
      "shapes",
      "--limit",
      "100",
      "--mean",
      "0.5,0.5,0.5",
      "--std",
      "0.25,0.25,0.25",
      "--json",
    ]);
    assert.deepEqual([named.status, JSON.parse(named.stdout).images], [0, 20]);
    const channels = await repr([
      "evaluate",
      model,
      "--data",
      "shapes",
      "--mean",
      "0.5",
      "--std",
      "0.25",
    ]);
    assert.deepEqual([
      channels.status,
      channels.stderr.includes("--mean has 1 channels, the images have 3"),
    ], [2, true]);
  });
});
