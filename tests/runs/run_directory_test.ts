import assert from "node:assert/strict";
import { InputError } from "../../src/errors.ts";
import { RunDirectory } from "../../src/runs/mod.ts";
import { metricsOf, RUN_CONFIG, TRAIN_REPORT } from "../report/examples.ts";
import { Folder } from "../report/folder.ts";

/** Checks an InputError of one line with these words. */
function says(...words: string[]): (error: Error) => boolean {
  return (error) => {
    assert.equal(error instanceof InputError, true, `${error}`);
    assert.equal(error.message.includes("\n"), false, error.message);
    for (const word of words) assert.equal(error.message.includes(word), true, error.message);
    return true;
  };
}

Deno.test("two runs of one name get directories of their own", async () => {
  using folder = new Folder();
  const options = { root: `${folder.path}/runs`, name: "shapes" };
  const paths = [];
  for (let i = 0; i < 3; i++) {
    using run = await RunDirectory.create(options, RUN_CONFIG);
    paths.push(run.path);
  }
  assert.deepEqual(
    paths,
    ["shapes", "shapes-2", "shapes-3"].map((name) => `${folder.path}/runs/${name}`),
  );
});

Deno.test("many runs that begin at once never share a directory", async () => {
  using folder = new Folder();
  const options = { root: folder.path, name: "run" };
  const runs = await Promise.all(
    Array.from({ length: 12 }, () => RunDirectory.create(options, RUN_CONFIG)),
  );
  for (const run of runs) run[Symbol.dispose]();
  assert.equal(new Set(runs.map(({ path }) => path)).size, 12);
});

Deno.test("a run can be opened again and continues from its checkpoint", async () => {
  using folder = new Folder();
  const path = `${folder.path}/new`;
  {
    using run = await RunDirectory.create({ name: "x", out: path }, RUN_CONFIG);
    for (const epoch of [1, 2, 3]) await run.append(metricsOf(epoch));
  }
  using again = await RunDirectory.open(path);
  assert.deepEqual(again.config, RUN_CONFIG);
  assert.deepEqual(await again.rewind(2), [metricsOf(1), metricsOf(2)]);
  await again.writeReport(TRAIN_REPORT);
  assert.deepEqual(
    JSON.parse(await Deno.readTextFile(`${path}/report.json`)),
    TRAIN_REPORT,
  );
});

Deno.test("a run that another process works on is refused", async () => {
  using folder = new Folder();
  const path = `${folder.path}/run`;
  {
    using _run = await RunDirectory.create({ name: "x", out: path }, RUN_CONFIG);
    await assert.rejects(RunDirectory.open(path), says("another process"));
  }
  using _again = await RunDirectory.open(path); // free again
});

Deno.test("incomplete files of a killed writer are removed, and nothing else", async () => {
  using folder = new Folder();
  const path = `${folder.path}/run`;
  {
    using run = await RunDirectory.create({ name: "x", out: path }, RUN_CONFIG);
    await Deno.mkdir(run.checkpoint("last"), { recursive: true });
    for (const name of [".model.json.4711.tmp", "model.json", ".notes.tmp"]) {
      await Deno.writeTextFile(`${run.checkpoint("last")}/${name}`, "");
    }
  }
  using again = await RunDirectory.open(path);
  const names = [...Deno.readDirSync(again.checkpoint("last"))].map(({ name }) => name).sort();
  assert.deepEqual(names, [".notes.tmp", "model.json"]);
});

Deno.test("an out folder that is not empty is refused and not changed", async () => {
  using folder = new Folder();
  await Deno.writeTextFile(`${folder.path}/precious.txt`, "mine");
  await assert.rejects(
    RunDirectory.create({ name: "x", out: folder.path }, RUN_CONFIG),
    says("precious.txt", "`resume`"),
  );
  assert.deepEqual(folder.names, ["precious.txt"]);
});

Deno.test("an out path below a file is refused", async () => {
  using folder = new Folder();
  await Deno.writeTextFile(`${folder.path}/file`, "");
  await assert.rejects(
    RunDirectory.create({ name: "x", out: `${folder.path}/file/run` }, RUN_CONFIG),
    says("Cannot write", "a part of the path is a file"),
  );
});

const UNREADABLE: readonly (readonly [what: string, config: string | null, words: string[]])[] = [
  ["no config.json", null, ["found no config.json"]],
  ["text that is not JSON", "epochs: 3", ["not JSON"]],
  ["JSON of another kind", '{"kind": "train", "version": 1}', ['expected kind "run"']],
  [
    "another version",
    JSON.stringify({ ...RUN_CONFIG, version: 2 }),
    ["found version 2", "expected version 1"],
  ],
  ["a field of the wrong type", JSON.stringify({ ...RUN_CONFIG, startedAt: "now" }), [
    "/startedAt",
  ]],
];

for (const [what, config, words] of UNREADABLE) {
  Deno.test(`open() refuses a directory that has ${what}, and names the problem`, async () => {
    using folder = new Folder();
    if (config !== null) await Deno.writeTextFile(`${folder.path}/config.json`, config);
    await assert.rejects(
      RunDirectory.open(folder.path),
      says("Cannot read run directory", ...words),
    );
  });
}
