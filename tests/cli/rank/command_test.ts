import assert from "node:assert/strict";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { RankReport } from "../../../src/report/mod.ts";
import { schemaText } from "../../../src/report/schemas.ts";
import { EXPECTED, MODELS } from "../../checkpoint/fixtures.ts";
import { safetensorsFile } from "../../checkpoint/safetensors_file.ts";
import { repr } from "../repr.ts";

const model = (path: string) => join(MODELS, path);
const NET = model("pytorch/net.pt");
const valid = new Ajv2020().compile<RankReport>(JSON.parse(schemaText("rank")));

async function report(args: readonly string[]): Promise<RankReport> {
  const { status, stdout, stderr } = await repr(["rank", ...args, "--json"]);
  assert.equal(status, 0, stderr);
  const found: unknown = JSON.parse(stdout);
  if (!valid(found)) throw new Error(JSON.stringify(valid.errors));
  return found;
}

Deno.test("repr rank --json gives NumPy's scores, a ranking and a selection", async () => {
  const expected = EXPECTED["pytorch/net.pt"];
  const { model: facts, layers, ranking, selection } = await report([NET]);
  assert.equal(facts.format, "pytorch");
  assert.equal(facts.parameters, expected?.parameters);
  assert.deepEqual(layers.filter(({ ranked }) => !ranked).map(({ name }) => name), ["conv1"]);
  for (const { name, scores } of layers) {
    for (const [filter, score] of (expected?.layers[name]?.scores ?? []).entries()) {
      assert.ok(Math.abs((scores[filter] ?? NaN) - score) < 1e-6, `${name} ${filter}`);
    }
  }
  const order = ranking.map(({ score }) => score ?? NaN);
  assert.deepEqual(order, order.toSorted((a, b) => b - a));
  assert.deepEqual(ranking.map(({ rank }) => rank), ranking.map((_, index) => index + 1));
  assert.equal(selection.count, Math.round(0.3 * ranking.length));
  const pruned = layers.map(({ name, pruned }) => [name, pruned.length]);
  for (const [name, count] of pruned) assert.equal(selection.perLayer[name ?? ""] ?? 0, count);
});

Deno.test("repr rank --rank-first, --layers, --dense and --prune choose what is ranked", async () => {
  const all = await report([NET, "--rank-first", "--dense", "--prune", "0"]);
  assert.ok(all.layers.every(({ ranked }) => ranked));
  assert.ok(all.layers.some(({ kind }) => kind === "dense"));
  assert.equal(all.selection.count, 0);
  const some = await report([NET, "--layers", "^(grouped|up)$"]);
  assert.deepEqual(some.layers.map(({ name }) => name), ["grouped", "up"]);
});

Deno.test("repr rank --by bn-scale ranks the layers with a batch norm by its scale", async () => {
  const { layers, redundant } = await report([NET, "--by", "bn-scale", "--rank-first"]);
  assert.equal(redundant, "lowest");
  assert.deepEqual(layers.filter(({ ranked }) => ranked).map(({ name }) => name), [
    "conv1",
    "pointwise",
  ]);
  assert.ok(layers[1]?.scores.every((score) => score === null));
});

Deno.test("repr rank says which layers of a net have no known batch norm", async () => {
  const { warnings } = await report([NET, "--by", "bn-scale"]);
  assert.deepEqual(warnings, [
    "no batch norm is known to read 4 of 6 layers: grouped, depthwise, dilated, up (not ranked)",
  ]);
});

Deno.test("repr rank --key chooses a network; --transposed decides on kernels", async () => {
  const path = model("pytorch/gan.pt");
  const { stderr } = await repr(["rank", path]);
  assert.match(stderr, /holds several networks.*"netG", "netD" \(choose one by --key\)/);
  const chosen = await report([path, "--key", "netD"]);
  assert.deepEqual(chosen.layers.map(({ name }) => name), ["main.0", "main.2", "main.5"]);
  assert.deepEqual([chosen.model.parameters, chosen.warnings.length], [684, 1]);
  const { layers } = await report([NET, "--transposed", "^dilated$"]);
  const dilated = layers.find(({ name }) => name === "dilated");
  assert.deepEqual([dilated?.kind, dilated?.filters], ["conv2d-transpose", 6]);
});

Deno.test("repr rank lists filters with NaN last, warns, and ends with status 0", async () => {
  const path = model("safetensors/nan.safetensors");
  const { ranking, warnings } = await report([path, "--prune", "0.1"]);
  const last = ranking.at(-1);
  assert.deepEqual([last?.layer, last?.filter, last?.score], ["grouped", 3, null]);
  assert.ok(warnings.some((warning) => /filter 3 of layer grouped .* NaN/.test(warning)));
  const { stderr } = await repr(["rank", path]);
  assert.ok(/warning: filter 3 of layer grouped/.test(stderr));
});

Deno.test("repr rank prints tables of at most 80 columns, as many filters as --top says", async () => {
  for (const path of [NET, model("tfjs/graph"), model("keras/net.keras")]) {
    const { status, stdout } = await repr(["rank", path, "--top", "4"]);
    assert.equal(status, 0);
    const lines = stdout.split("\n").filter((line) => !line.includes(path));
    assert.deepEqual(lines.filter((line) => line.length > 80), []);
    const first = lines.findIndex((line) => line.startsWith("rank "));
    assert.deepEqual(lines.slice(first + 1, first + 6).map((line) => line.trim().split(" ")[0]), [
      "1",
      "2",
      "3",
      "4",
      "",
    ]);
  }
});

Deno.test("repr rank ends with status 2 and one line for a wrong call or file", async () => {
  const calls: readonly (readonly [args: readonly string[], said: RegExp])[] = [
    [[NET, "--by", "l3"], /--by must be one of ortho/],
    [[NET, "--layers", "("], /--layers must be a regular expression/],
    [[NET, "--layers", "nothing"], /no layer matches nothing/],
    [[NET, "--prune", "2"], /--prune must be a fraction/],
    [[NET, "--transposed", "("], /--transposed must be a regular expression/],
    [[NET, "--transposed", "nothing"], /name matches --transposed nothing/],
    [
      [model("pytorch/gan.pt"), "--key", "netX"],
      /under --key "netX" \(found netG, netD, netG_ema\)/,
    ],
    [[model("onnx/quantised.onnx")], /only convolution is kernel_q .*--rank-first/],
    [[model("pytorch/evil.pt")], /posix\.system/],
    [["/nowhere"], /no such file or folder/],
  ];
  await Promise.all(calls.map(async ([args, said]) => {
    const { status, stdout, stderr } = await repr(["rank", ...args]);
    assert.equal(status, 2, stderr);
    assert.equal(stdout, "");
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assert.ok(said.test(stderr), stderr);
  }));
});

Deno.test("repr rank --top limits both tables, and says how many layers are left out", async () => {
  const path = join(MODELS, "pytorch/net.pt");
  const rows = async (top: string) => {
    const { status, stdout, stderr } = await repr(["rank", path, "--rank-first", "--top", top]);
    assert.equal(status, 0, stderr);
    const [, filters = "", layers = ""] = stdout.split("\n\n");
    return [filters, layers].map((text) => text.trimEnd().split("\n").slice(1));
  };
  const [filters = [], layers = []] = await rows("2");
  assert.deepEqual([filters.length, layers.length], [2, 3]);
  const [allFilters = [], allLayers = []] = await rows("all");
  assert.ok(allFilters.length > 20 && allLayers.length > 2);
  assert.equal(layers[2], `… and ${allLayers.length - 2} more (--top all)`);
});

Deno.test("repr rank names --dense for a model whose only convolution reads the image", async () => {
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  const header = {
    "head.weight": { dtype: "F32", shape: [2, 2], data_offsets: [0, 16] },
    "stem.weight": { dtype: "F32", shape: [2, 1, 1, 1], data_offsets: [16, 24] },
  };
  await Deno.writeFile(path, safetensorsFile(header, 24));
  const { status, stderr } = await repr(["rank", path]);
  assert.equal(status, 2);
  assert.match(stderr, /stem \(rank it with --rank-first, or its 1 dense layer with --dense\)/);
  await Deno.remove(path);
});
