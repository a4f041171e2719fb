import assert from "node:assert/strict";
import { InputError } from "../../../src/errors.ts";
import { criterionNames } from "../../../src/criteria/mod.ts";
import { flatOptions, RunDirectory } from "../../../src/runs/mod.ts";
import { optimizerNames } from "../../../src/training/mod.ts";
import { plainOptions } from "../../../cli/options/print_config.ts";
import { resolveTrain, type TrainCall } from "../../../cli/train/resolve.ts";
import { TRAIN_OPTIONS } from "../../../cli/train/options.ts";
import { RUN_CONFIG } from "../../report/examples.ts";
import { Folder } from "../../report/folder.ts";

const NO_VARIABLES = () => undefined;

function call(flags: Record<string, unknown>): Promise<TrainCall> {
  return resolveTrain(flags, NO_VARIABLES);
}

Deno.test("without data, preset and configuration the preset is quick, on shapes", async () => {
  const { training, data, run } = await call({ epochs: "7" });
  assert.deepEqual([run.preset, data.data, training.epochs], ["quick", "shapes", 7]);
});

Deno.test("REPR_DATA counts as data that were asked for", async () => {
  const { run, data } = await resolveTrain(
    {},
    (name) => name === "REPR_DATA" ? "cifar100" : undefined,
  );
  assert.deepEqual([run.preset, data.data], [null, "cifar100"]);
});

Deno.test("the preset paper, and data given alone, mean the paper's settings", async () => {
  const paper = {
    data: "cifar10",
    model: "c3-32",
    scheme: "repr",
    epochs: 100,
    s1: { count: 20, unit: "epochs" },
    s2: { count: 10, unit: "epochs" },
    cycles: 3,
    prune: 0.3,
    criterion: "ortho",
    optimizer: "sgd",
    lr: 0.01,
    batchSize: 64,
    seed: 1,
    limit: null,
    evaluateEvery: 1,
    rankFirst: false,
    minFilters: 1,
    gain: 1,
    consumers: "redraw",
    orthoNormalisation: "filter",
    augment: false,
    weightDecay: 0,
    lrSchedule: "constant",
  };
  for (const flags of [{ preset: "paper" }, { data: "cifar10" }]) {
    const { training, data } = await call(flags);
    const flat = flatOptions(training, data);
    assert.deepEqual({ ...flat, ...paper }, flat);
  }
});

Deno.test("a configuration file may name the preset, and overrides it", async () => {
  using folder = new Folder();
  await Deno.writeTextFile(`${folder.path}/runs.yaml`, "preset: quick\nepochs: 3\ns1: 100steps\n");
  const { training, data, run } = await call({ config: `${folder.path}/runs.yaml` });
  assert.deepEqual([run.preset, data.data, training.epochs], ["quick", "shapes", 3]);
  assert.deepEqual(training.scheme?.s1, { count: 100, unit: "steps" });
});

Deno.test("the offered words are the names of the criteria and optimizers", () => {
  const { criterion, optimizer } = TRAIN_OPTIONS;
  assert.deepEqual([...criterion.kind.choices ?? []].sort(), [...criterionNames()].sort());
  assert.deepEqual([...optimizer.kind.choices ?? []].sort(), [...optimizerNames].sort());
});

for (
  const [what, flags, word] of [
    ["momentum with sgd", { data: "shapes", momentum: "0.5" }, "--momentum"],
    ["lr-steps without the step schedule", { data: "shapes", lrSteps: "1,2" }, "--lr-steps"],
    ["prune with the standard scheme", { scheme: "standard", prune: "0.2" }, "--prune"],
    ["gain without cycles", { cycles: "0", gain: "2" }, "--gain"],
    ["label with CIFAR-10", { data: "cifar10", label: "coarse" }, "--label"],
    [
      "consumer-scale with consumers that are kept",
      { consumers: "keep", consumerScale: "2" },
      "--consumer-scale",
    ],
  ] as const
) {
  Deno.test(`${what} causes a warning`, async () => {
    const { warnings } = await call(flags);
    assert.deepEqual(warnings.map((warning) => warning.split(" with ")[0]), [
      `${word} has no effect`,
    ]);
  });
}

Deno.test("a learning-rate step after the last epoch causes a warning", async () => {
  const flags = { data: "shapes", lrSchedule: "step", lrSteps: "82,123" };
  const { warnings } = await call({ ...flags, epochs: "100" });
  assert.match(
    warnings.join("\n"),
    /^the learning rate does not drop after epoch 123: .* 100 epochs/,
  );
  assert.deepEqual((await call({ ...flags, epochs: "164" })).warnings, []);
});

for (
  const [what, flags, words] of [
    ["quiet and verbose", { quiet: true, verbose: true }, ["--quiet", "--verbose"]],
    ["descending lr-steps", { lrSteps: "60,30" }, ["--lr-steps", "ascending", "60,30"]],
    ["a data folder for built-in data", { data: "shapes", dataDir: "x" }, [
      "--data-dir",
      "built in",
    ]],
    ["a run that is not there", { resume: "/nowhere" }, ["/nowhere", "config.json"]],
    ["a configuration that is not there", { config: "/nowhere.yaml" }, [
      "/nowhere.yaml",
      "no such file",
    ]],
  ] as const
) {
  Deno.test(`${what} is refused`, async () => {
    await assert.rejects(call(flags), (error: Error) => {
      assert.equal(error instanceof InputError, true);
      for (const word of words) assert.equal(error.message.includes(word), true, error.message);
      return true;
    });
  });
}

/** A run directory of the given flags. */
async function runOf(folder: Folder, flags: Record<string, unknown>): Promise<string> {
  const options = plainOptions(TRAIN_OPTIONS, (await call(flags)).resolved);
  using run = await RunDirectory.create({ name: "x", out: `${folder.path}/run` }, {
    ...RUN_CONFIG,
    options,
  });
  return run.path;
}

Deno.test("a resumed run has the options that it began with", async () => {
  using folder = new Folder();
  const flags = {
    data: "cifar10",
    dataDir: "d",
    s1: "70steps",
    lr: "0.05",
    augment: true,
    limit: "500",
  };
  const resume = await runOf(folder, flags);
  assert.deepEqual((await call({ resume })).training, (await call(flags)).training);
});

Deno.test("a resumed run may get more epochs, but no other learning rate", async () => {
  using folder = new Folder();
  const resume = await runOf(folder, { lr: "0.05" });
  assert.equal((await call({ resume, epochs: "99", lr: "0.05" })).training.epochs, 99);
  await assert.rejects(
    call({ resume, lr: "0.1" }),
    /--lr cannot change when a run is resumed: it was 0.05, found 0.1/,
  );
  await assert.rejects(
    call({ resume, out: "elsewhere" }),
    /--out cannot be combined with --resume/,
  );
  await assert.rejects(
    resolveTrain({ resume }, (name) => name === "REPR_CONFIG" ? "runs.yaml" : undefined),
    /REPR_CONFIG cannot be combined with --resume/,
  );
  await assert.rejects(
    call({ resume, preset: "quick" }),
    /--preset cannot be combined with --resume/,
  );
});

Deno.test("a run's config.json starts the same run again", async () => {
  using folder = new Folder();
  const flags = { seed: "0", cycles: "1", prune: "0.25" };
  const path = await runOf(folder, flags);
  const again = await call({ config: `${path}/config.json` });
  assert.deepEqual(again.training, (await call(flags)).training);
});
