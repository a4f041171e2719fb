import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { join } from "node:path";
import { schemaText } from "../../../src/report/schemas.ts";
import { Folder } from "../../report/folder.ts";
import { repr } from "../repr.ts";

const REFERENCE = join(import.meta.dirname ?? "..", "../..", "similarity", "reference");
const [A, B] = [join(REFERENCE, "a.npy"), join(REFERENCE, "b.npy")];
/** A .npy file as numpy.save writes it. */
async function writeNpy(path: string, shape: string, data: Float32Array<ArrayBuffer>) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
  const head = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0);
  await Deno.writeFile(path, await new Blob([head, text.padEnd(117), "\n", data]).bytes());
}

const validate = new Ajv2020().compile(JSON.parse(schemaText("cca")));

Deno.test("cca compares two files of activations: table, JSON that validates, page", async (t) => {
  using folder = new Folder();
  const page = `${folder.path}/pages/cca.html`;
  const call = ["cca", "--activations", A, B];

  await t.step("the table names the duplicate, the dead filter and the chance level", async () => {
    const { status, stdout, stderr } = await repr(call);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /1: .*a\.npy +5\/7 +1 +0,4 +1\.000 .* 0\.600/);
    assert.match(stdout, /a\.npy +0 4 +1\.000 +0\.600/);
    assert.match(stdout, /1: .*a\.npy +2: .*b\.npy +0\.354 +0\.171 +0\.760 +0\.364/);
    assert.ok(stdout.split("\n").slice(1).every((line) => line.length <= 80), stdout); // the first holds paths
  });

  await t.step("the report validates, and --html writes a page in addition", async () => {
    const { status, stdout, stderr } = await repr([...call, "--json", "--html", page, "-q"]);
    assert.equal(status, 0, stderr);
    assert.equal(stderr, "");
    const report = JSON.parse(stdout);
    validate(report);
    assert.deepEqual(validate.errors ?? null, null);
    assert.deepEqual([report.observations, report.betweenObservations], [40, 160]);
    assert.deepEqual(report.layers[0].deadFilters, [1]);
    assert.match(await Deno.readTextFile(page), /^<!DOCTYPE html>/);
  });

  await t.step("--permutations adds p-values that validate", async () => {
    const { stdout } = await repr([...call, "--permutations", "19", "--json", "-q"]);
    const report = JSON.parse(stdout);
    validate(report);
    assert.deepEqual(validate.errors ?? null, null);
    assert.equal(report.layers[0].pValues.pairs[0][4], 0.05);
    assert.equal(report.between[0].pValues.mean, 0.05);
  });
});

Deno.test("cca reads PyTorch's order of axes with --channels-first, and a bad file does not end the others", async (t) => {
  using folder = new Folder();
  const [good, bad] = [`${folder.path}/good.npy`, `${folder.path}/bad.npy`];
  const data = Float32Array.from({ length: 20 * 6 * 4 * 4 }, (_, i) => Math.sin(i * i));
  await writeNpy(good, "20, 6, 4, 4", data);
  data[100] = NaN;
  await writeNpy(bad, "20, 6, 4, 4", data);

  await t.step("the channels are the filters, and the text says what the numbers are", async () => {
    const { status, stdout, stderr } = await repr([
      ..."cca --channels-first --json -q --activations".split(" "),
      good,
    ]);
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout);
    validate(report);
    assert.deepEqual(validate.errors ?? null, null);
    assert.deepEqual([report.layers[0].filters, report.layers[0].map], [6, [4, 4]]);
    assert.match(report.definition, /arrays are taken as the files hold them/);
    assert.doesNotMatch(report.definition, /are taken after bias/);
    assert.equal(report.warnings.some((text: string) => text.includes("looks like")), false);
  });

  await t.step("without it a remark names it, in the table's width", async () => {
    const { status, stdout, stderr } = await repr(["cca", "--activations", good, good]);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /looks like PyTorch's N x C x H x W \(give --channels-first\)/);
    assert.match(stdout, /images: the chance level if positions of one image/);
    assert.deepEqual(stdout.split("\n").slice(1).filter((line) => line.length > 80), []);
  });

  await t.step("NaN in one file: it is named, the other one is measured", async () => {
    const call = ["cca", "--channels-first", "--activations"];
    const { status, stdout, stderr } = await repr([...call, bad, good, "--json"]);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /bad\.npy is left out: found NaN in observation 1, filter 0/);
    const report = JSON.parse(stdout);
    validate(report);
    assert.deepEqual(validate.errors ?? null, null);
    assert.deepEqual(report.layers.map((layer: { name: string }) => layer.name), [good]);
    assert.deepEqual(report.skipped[0].layers, [{ name: bad, model: 1 }]);
    const alone = await repr([...call, bad]);
    assert.deepEqual([alone.status, alone.stderr.trim().split("\n").length], [2, 1]);
    assert.match(alone.stderr, /Cannot compare .*bad\.npy: found NaN in observation 1/);
  });
});

for (
  const [what, args, message] of [
    ["no model", ["cca"], /one or two models, found none \(give a model, or --activations FILE\)/],
    ["three models", ["cca", "a", "b", "c"], /one or two models, found 3/],
    ["a model that is not there", ["cca", "nowhere"], /Cannot read model nowhere: no such file/],
    ["a file that is no .npy", ["cca", "--activations", "deno.json"], /it is not an \.npy file/],
    ["a bad --layers", ["cca", "--activations", A, "--layers", "("], /regular expression/],
    ["--layers that match nothing", ["cca", "--activations", A, "--layers", "zz"], /none matches/],
    ["a model without data", ["cca", REFERENCE], /give --data/],
    ["a page at an impossible path", ["cca", "--activations", A, "--html", "/"], /Cannot write/],
  ] as const
) {
  Deno.test(`cca with ${what} is a wrong call, reported in one line`, async () => {
    const { status, stdout, stderr } = await repr(args);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
  });
}

Deno.test("cca compares the layers of a run on its own images, and of two runs", async (t) => {
  using folder = new Folder();
  const runs = [`${folder.path}/one`, `${folder.path}/two`];
  for (const [index, run] of runs.entries()) {
    const { status, stderr } = await repr([
      "train",
      ..."--limit 200 --epochs 1 --s1 1 --s2 1 --cycles 1 --model c2-8".split(" "),
      ..."--scheme standard -q --data shapes".split(" "),
      ...["--seed", `${index + 1}`, "--out", run],
    ]);
    assert.equal(status, 0, stderr);
  }
  const [one = "", two = ""] = runs;

  await t.step("one run: its layers, and the pair of them", async () => {
    const { status, stdout, stderr } = await repr(["cca", one, "--json"]);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /^\S+ \S+ on \S+, \d+ thread/);
    const report = JSON.parse(stdout);
    validate(report);
    assert.deepEqual(validate.errors ?? null, null);
    assert.deepEqual(
      report.layers.map((layer: Record<string, unknown>) => [layer["name"], layer["activation"]]),
      [["conv1", "relu1"], ["conv2", "relu2"]],
    );
    assert.deepEqual([report.observations, report.data.name], [40, "shapes"]);
    assert.deepEqual([report.between.length, report.between[0].a, report.between[0].b], [
      1,
      "conv1",
      "conv2",
    ]);
  });

  await t.step("two runs: each layer of one with each of the other", async () => {
    const { status, stdout, stderr } = await repr([
      "cca",
      one,
      two,
      ..."--images 30 --method cka --json -q".split(" "),
    ]);
    assert.equal(status, 0, stderr);
    const { between, observations, layers } = JSON.parse(stdout);
    assert.equal(observations, 30);
    assert.equal(layers.length, 4);
    assert.equal(between.length, 4);
    assert.ok(
      between.every((pair: { modelA: number; modelB: number }) => pair.modelA < pair.modelB),
    );
  });

  await t.step("more images than there are is a wrong call", async () => {
    const { status, stderr } = await repr(["cca", one, "--images", "1000", "-q"]);
    assert.equal(status, 2);
    assert.match(stderr, /on 1000 images: the test part of shapes has 40/);
  });
});
