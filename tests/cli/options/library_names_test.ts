import assert from "node:assert/strict";
import { optionNamed, withFlags } from "../../../cli/options/library_names.ts";
import { flagOf, type OptionTable } from "../../../cli/options/options.ts";
import { SUBCOMMANDS } from "../../../cli/program.ts";
import { RANK_OPTIONS } from "../../../cli/rank/options.ts";
import { TRAIN_OPTIONS } from "../../../cli/train/options.ts";
import { trainSettings } from "../../../src/runs/mod.ts";

for (
  const [text, printed] of [
    ["lower `batchSize`", "lower --batch-size"],
    ["`learningRate.base` must be above 0", "--lr must be above 0"],
    ["set `scheme.rankFirst`", "set --rank-first"],
    ["set `rankFirst: true` or `rankFirst: false`", "set --rank-first or --no-rank-first"],
    ["`tensorflowDirectory` names no folder", "--tensorflow-dir names no folder"],
    ['use `device: "cpu"` or `threads: 1`', "use --device cpu or --threads 1"],
    ['did you mean `name: "cifar100"`?', "did you mean --data cifar100?"],
    ["to continue a run give `resume`", "to continue a run give --resume"],
  ] as const
) {
  Deno.test(`withFlags() prints "${text}" as "${printed}"`, () => {
    assert.equal(withFlags(text, TRAIN_OPTIONS), printed);
  });
}

Deno.test("withFlags() keeps quoted text that names no option of the command", () => {
  for (
    const text of [
      "run `deno task setup`",
      "`batch-size` is no TypeScript name",
      "`lr` is not the library's name",
      "`model.json` is a file",
      "`toString` is no option",
      "batchSize without quotes",
      "an unfinished `batchSize",
    ]
  ) assert.equal(withFlags(text, TRAIN_OPTIONS), text);
  assert.equal(withFlags("lower `batchSize`", RANK_OPTIONS), "lower `batchSize`");
});

for (const { name, options } of SUBCOMMANDS) {
  Deno.test(`each library name of an option of "repr ${name}" means that option`, () => {
    for (const [key, { library = key }] of Object.entries<OptionTable[string]>(options)) {
      assert.equal(optionNamed(library, options), key);
      assert.equal(withFlags(`\`${library}\``, options), flagOf(key));
    }
  });
}

Deno.test("every option that decides a run's result has the name of the library's own settings", () => {
  const settings = trainSettings({});
  const names = Object.entries(settings).flatMap(([key, value]) =>
    ["scheme", "optimizer", "learningRate"].includes(key)
      ? Object.keys(value).map((inner) => `${key}.${inner}`)
      : [key]
  );
  assert.ok(names.includes("scheme.rankFirst") && names.includes("batchSize"));
  for (const name of names) assert.ok(optionNamed(name, TRAIN_OPTIONS) !== undefined, name);
});
