import assert from "node:assert/strict";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { InspectReport } from "../../../src/report/mod.ts";
import { schemaText } from "../../../src/report/schemas.ts";
import { MODELS } from "../../checkpoint/fixtures.ts";
import { safetensorsFile } from "../../checkpoint/safetensors_file.ts";
import { repr } from "../repr.ts";

const NET = join(MODELS, "pytorch/net.pt");
const valid = new Ajv2020().compile<InspectReport>(JSON.parse(schemaText("inspect")));

async function report(args: readonly string[], status = 0): Promise<InspectReport> {
  const outcome = await repr(["inspect", ...args, "--json"]);
  assert.equal(outcome.status, status, outcome.stderr);
  const found: unknown = JSON.parse(outcome.stdout);
  if (!valid(found)) throw new Error(JSON.stringify(valid.errors));
  return found;
}

/** Runs with a file of one 1x1 convolution whose filters are these rows. */
async function withFilters(
  rows: readonly (readonly number[])[],
  use: (path: string) => Promise<void>,
): Promise<void> {
  const data = Float32Array.from(rows.flat());
  const width = rows[0]?.length ?? 0;
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  await Deno.writeFile(
    path,
    safetensorsFile({
      "conv.weight": {
        dtype: "F32",
        shape: [rows.length, width, 1, 1],
        data_offsets: [0, data.byteLength],
      },
    }, new Uint8Array(data.buffer)),
  );
  await use(path);
  await Deno.remove(path);
}

// Filter 1 is -2 times filter 0, filter 3 is dead: rank 2 of 6 dimensions.
const ROWS = [[1, 0, 0, 0, 0, 0], [-2, 0, 0, 0, 0, 0], [0, 3, 4, 0, 0, 0], [0, 0, 0, 0, 0, 0]];

Deno.test("repr inspect --json measures a layer: values computed by hand", async () => {
  await withFilters(ROWS, async (path) => {
    const { layers: [layer], orthoSum } = await report([path]);
    assert.equal(layer?.rank, 2);
    assert.equal(layer.nullDimension, 4);
    assert.equal(layer.room, 4);
    assert.deepEqual(layer.deadFilters, [3]);
    assert.deepEqual(layer.duplicates, [{ filters: [0, 1], cosine: -1 }]);
    assert.deepEqual(layer.kernelNorms, [1, 2, 5, 0]);
    assert.equal(layer.orthoSum, 0.5); // two filters of |cosine| 1 over J = 4
    assert.equal(orthoSum, 0.5);
    // Singular values sqrt(5), 5 and zeros.
    const shares = [Math.sqrt(5), 5].map((value) => value / (5 + Math.sqrt(5)));
    const entropy = -shares.reduce((sum, share) => sum + share * Math.log(share), 0);
    assert.ok(Math.abs(layer.effectiveRank - Math.exp(entropy)) < 1e-6);
  });
});

Deno.test("repr inspect reports room 0 where the rank equals the fan-in", async () => {
  await withFilters([[1, 0], [0, 1], [1, 1]], async (path) => {
    const { layers: [layer] } = await report([path]);
    assert.deepEqual([layer?.rank, layer?.nullDimension, layer?.room], [2, 0, 0]);
  });
});

Deno.test("repr inspect --fail-dead and --fail-ortho-above report and end with status 3", async () => {
  await withFilters(ROWS, async (path) => {
    const { failures } = await report([path, "--fail-dead", "--fail-ortho-above", "0.1"], 3);
    assert.equal(failures.length, 2);
    assert.ok(/overlap is above .* conv 0\.125/.test(failures[0] ?? ""), String(failures[0]));
    assert.ok(/dead filters .* conv 1/.test(failures[1] ?? ""), String(failures[1]));
    await report([path, "--fail-ortho-above", "0.2"]);
  });
});

Deno.test("repr inspect A B says how far each layer moved", async () => {
  const turned = ROWS.map((row, f) => f === 2 ? [0, 3, 0, 4, 0, 0] : [...row]);
  await withFilters(ROWS, (a) =>
    withFilters(turned, async (b) => {
      const { comparison } = await report([a, b]);
      const [layer] = comparison?.layers ?? [];
      // |(0, 0, 4) - (0, 4, 0)| = sqrt(32) over |A| = sqrt(1 + 4 + 25); cosines 1, 1, 9/25 and 0 of the dead one
      assert.ok(Math.abs((layer?.change ?? 0) - Math.sqrt(32 / 30)) < 1e-6);
      assert.ok(Math.abs((layer?.meanCosine ?? 0) - (1 + 1 + 9 / 25) / 4) < 1e-6);
      assert.deepEqual(layer?.rank, [2, 2]);
    }));
});

Deno.test("repr inspect compares formats of one net, and refuses two different nets", async () => {
  const [a, b] = [join(MODELS, "numpy/net.npz"), join(MODELS, "onnx/net.onnx")];
  const { comparison } = await report([a, b]);
  assert.ok(comparison?.layers.every(({ change }) => change === 0));
  const other = join(MODELS, "keras/net.keras");
  const { status, stderr } = await repr(["inspect", NET, other]);
  assert.equal(status, 2);
  assert.ok(/Cannot compare .* \(expected one architecture\)/.test(stderr), stderr);
});

Deno.test("repr inspect prints tables of at most 80 columns", async () => {
  for (const args of [[NET], [NET, join(MODELS, "pytorch/net.pth")]]) {
    const { status, stdout } = await repr(["inspect", ...args]);
    assert.equal(status, 0);
    const lines = stdout.split("\n").filter((line) => !line.includes(MODELS));
    assert.deepEqual(lines.filter((line) => line.length > 80), []);
  }
});

for (const flags of [["--fail-dead"], ["--fail-ortho-above", "0.9"]]) {
  Deno.test(`repr inspect ${flags.join(" ")} does not pass a model of NaN, nor one filter of NaN`, async () => {
    for (const rows of [ROWS.map((row) => row.map(() => NaN)), [[1, 0], [NaN, 1], [1, 1]]]) {
      await withFilters(rows, async (path) => {
        const { failures } = await report([path, ...flags], 3);
        assert.match(failures[0] ?? "", /NaN or infinite weights .*--fail-.* in conv [14]$/);
        await report([path]);
      });
    }
  });

  Deno.test(`repr inspect A B ${flags.join(" ")} checks B, too`, async () => {
    await withFilters([[1, 0], [0, 1]], (a) =>
      withFilters([[1, 0], [NaN, 1]], async (b) => {
        const { failures, warnings } = await report([a, b, ...flags], 3);
        assert.ok(failures[0]?.includes(`in conv of ${b} 1`), String(failures));
        assert.ok(warnings[0]?.startsWith(`${b}: layer conv`), String(warnings));
        await report([a, a, ...flags]);
      }));
  });
}

Deno.test("repr inspect --top limits both tables, and layers of NaN are one warning with a count", async () => {
  const { stdout } = await repr(["inspect", NET, NET, "--top", "1"]);
  assert.equal(stdout.match(/… and \d+ more \(--top all\)/g)?.length, 2, stdout);
  const all = await repr(["inspect", NET, NET, "--top", "all"]);
  assert.doesNotMatch(all.stdout, /more \(--top all\)/);
  const names = ["a", "b", "c"].map((name, index): [string, object] => [
    `${name}.weight`,
    { dtype: "F32", shape: [1, 1, 1, 1], data_offsets: [4 * index, 4 * index + 4] },
  ]);
  const path = await Deno.makeTempFile({ suffix: ".safetensors" });
  await Deno.writeFile(
    path,
    safetensorsFile(Object.fromEntries(names), new Uint8Array(12).fill(0xff)),
  );
  const { stderr } = await repr(["inspect", path]);
  assert.equal(stderr.trim().split("\n").length, 1, stderr);
  assert.match(stderr, /layer a .*counted as zero \(and 2 more layers alike/);
  assert.equal((await report([path])).warnings.length, 3);
  await Deno.remove(path);
});
