import assert from "node:assert/strict";
import { join } from "node:path";
import { compareModelFiles, inspectModelFile } from "../../src/audit/mod.ts";
import { InputError } from "../../src/errors.ts";
import { MODELS } from "../checkpoint/fixtures.ts";
import { convolutionsFile } from "./convolutions_file.ts";

// Filter 1 is -2 times filter 0, filter 3 is dead: rank 2 of 6 dimensions.
const ROWS = [[1, 0, 0, 0, 0, 0], [-2, 0, 0, 0, 0, 0], [0, 3, 4, 0, 0, 0], [0, 0, 0, 0, 0, 0]];

Deno.test("inspectModelFile() measures a layer: values computed by hand", async () => {
  await using file = await convolutionsFile({ conv: ROWS });
  const { layers: [layer], orthoSum, comparison, failures } = await inspectModelFile(file.path);
  assert.deepEqual([layer?.rank, layer?.nullDimension, layer?.room], [2, 4, 4]);
  assert.deepEqual(layer?.deadFilters, [3]);
  assert.deepEqual(layer?.duplicates, [{ filters: [0, 1], cosine: -1 }]);
  assert.deepEqual(layer?.kernelNorms, [1, 2, 5, 0]);
  assert.equal(orthoSum, 0.5); // two filters of |cosine| 1 over J = 4
  assert.deepEqual([comparison, failures], [null, []]);
});

Deno.test("inspectModelFile() counts filters with NaN as zero and warns", async () => {
  await using file = await convolutionsFile({ conv: [[1, 0, 0], [NaN, 1, 0], [0, 1, 0]] });
  const { layers: [layer], warnings } = await inspectModelFile(file.path);
  assert.deepEqual([layer?.brokenFilters, layer?.deadFilters, layer?.rank], [[1], [], 2]);
  assert.deepEqual(layer?.kernelNorms, [1, 0, 1]);
  assert.deepEqual(warnings, [
    "layer conv (tensor conv.weight) has NaN or infinity in filter 1: counted as zero",
  ]);
});

Deno.test("inspectModelFile() takes the limits of duplicates and dead filters from its options", async () => {
  await using file = await convolutionsFile({ conv: [[1, 0], [4, 3], [0, 0.5]] }); // cosines 0.8, 0, 0.6
  const { layers: [layer] } = await inspectModelFile(file.path, {
    duplicateAbove: 0.7,
    deadBelow: 0.75,
  });
  assert.deepEqual(layer?.duplicates.map(({ filters }) => filters), [[0, 1]]);
  assert.deepEqual(layer?.deadFilters, [2]);
});

Deno.test("inspectModelFile() names the option to change when no layer is wanted", async () => {
  await using file = await convolutionsFile({ conv: ROWS });
  await assert.rejects(
    inspectModelFile(file.path, { layers: /nothing/ }),
    (error) =>
      error instanceof InputError && error.option === "layers" &&
      /matches nothing .*`dense: true`/.test(error.message),
  );
});

Deno.test("compareModelFiles() says how far each layer moved", async () => {
  const turned = ROWS.map((row, f) => f === 2 ? [0, 3, 0, 4, 0, 0] : row);
  await using a = await convolutionsFile({ conv: ROWS });
  await using b = await convolutionsFile({ conv: turned });
  const { comparison } = await compareModelFiles(a.path, b.path);
  const [change] = comparison?.layers ?? [];
  // |(0, 0, 4) - (0, 4, 0)| = sqrt(32) over |A| = sqrt(1 + 4 + 25); cosines 1, 1, 9/25 and 0 of the dead filter.
  assert.ok(Math.abs((change?.change ?? 0) - Math.sqrt(32 / 30)) < 1e-6);
  assert.ok(Math.abs((change?.meanCosine ?? 0) - (1 + 1 + 9 / 25) / 4) < 1e-6);
  assert.deepEqual([change?.mostTurned.filter, change?.rank], [3, [2, 2]]);
  assert.equal(comparison?.model.path, b.path);
});

Deno.test("compareModelFiles() pairs layers of two formats by order, and refuses another architecture", async () => {
  const [a, b] = [join(MODELS, "numpy/net.npz"), join(MODELS, "onnx/net.onnx")];
  const { comparison } = await compareModelFiles(a, b);
  assert.ok(comparison?.layers.every(({ change }) => change === 0));
  await assert.rejects(
    compareModelFiles(a, join(MODELS, "keras/net.keras")),
    /expected one architecture/,
  );
});
