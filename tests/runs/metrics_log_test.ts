import assert from "node:assert/strict";
import fc from "fast-check";
import { InputError } from "../../src/errors.ts";
import { MetricsLog } from "../../src/runs/metrics_log.ts";
import { metricsOf } from "../report/examples.ts";
import { Folder } from "../report/folder.ts";

const STARTED_AT = 1767323045;

/** All files of a folder by name. */
function contents(folder: Folder): Record<string, string> {
  return Object.fromEntries(
    folder.names.map((name) => [name, Deno.readFileSync(`${folder.path}/${name}`).toString()]),
  );
}

async function logOf(folder: Folder, epochs: number): Promise<MetricsLog> {
  const log = new MetricsLog(folder.path, STARTED_AT);
  await log.rewind(0);
  for (let epoch = 1; epoch <= epochs; epoch++) await log.append(metricsOf(epoch));
  return log;
}

Deno.test("append() adds a line of JSON, a row of CSV and an event", async () => {
  using folder = new Folder();
  await logOf(folder, 2);
  assert.deepEqual(folder.names, [
    `events.out.tfevents.${STARTED_AT}.repr`,
    "metrics.csv",
    "metrics.jsonl",
  ]);
  const lines = (await Deno.readTextFile(`${folder.path}/metrics.jsonl`)).split("\n");
  assert.deepEqual(lines.slice(0, 2).map((line) => JSON.parse(line)), [metricsOf(1), metricsOf(2)]);
  assert.equal(lines[2], "");
  assert.equal(
    await Deno.readTextFile(`${folder.path}/metrics.csv`),
    "epoch,phase,cycle,trainLoss,trainAccuracy,validationAccuracy,testAccuracy,learningRate,orthoSum,activeFilters,seconds\n" +
      "1,full,1,2,0.5,0.4,,0.01,9.5,96,1.5\n" +
      "2,full,1,1,0.5,0.4,0.45,0.01,9.5,96,1.5\n",
  );
});

Deno.test("a log that was rewound and continued is byte for byte the unbroken one", async () => {
  using unbroken = new Folder();
  using resumed = new Folder();
  await logOf(unbroken, 5);
  await logOf(resumed, 4);
  const log = new MetricsLog(resumed.path, STARTED_AT);
  assert.deepEqual(await log.rewind(2), [metricsOf(1), metricsOf(2)]);
  for (const epoch of [3, 4, 5]) await log.append(metricsOf(epoch));
  assert.deepEqual(contents(resumed), contents(unbroken));
});

Deno.test("rewind() repairs the files wherever a crash cut them", async () => {
  using whole = new Folder();
  await logOf(whole, 3);
  using expected = new Folder();
  await logOf(expected, 2);
  const jsonl = await Deno.readFile(`${whole.path}/metrics.jsonl`);
  const atLeast = (await Deno.readFile(`${expected.path}/metrics.jsonl`)).length;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: atLeast, max: jsonl.length }),
      fc.nat(60),
      async (cut, tail) => {
        using folder = new Folder();
        await Deno.writeFile(`${folder.path}/metrics.jsonl`, jsonl.subarray(0, cut));
        await Deno.writeTextFile(`${folder.path}/metrics.csv`, "epoch,ph".slice(0, tail));
        await new MetricsLog(folder.path, STARTED_AT).rewind(2);
        assert.deepEqual(contents(folder), contents(expected));
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("rewind() refuses when an epoch before the checkpoint is missing", async () => {
  using folder = new Folder();
  await logOf(folder, 2);
  await assert.rejects(new MetricsLog(folder.path, STARTED_AT).rewind(3), InputError);
});
