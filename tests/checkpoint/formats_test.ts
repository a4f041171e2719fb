import assert from "node:assert/strict";
import { join } from "node:path";
import { modelFileFacts } from "../../src/audit/model_file_facts.ts";
import { kernelRows, openModelFile } from "../../src/checkpoint/mod.ts";
import { orthogonality } from "../../src/linalg/mod.ts";
import { EXPECTED, MODELS } from "./fixtures.ts";

for (const [path, expected] of Object.entries(EXPECTED)) {
  Deno.test(`${path} has the layers and scores that the libraries computed that wrote it`, async () => {
    using file = await openModelFile(join(MODELS, path));
    assert.equal(file.format, expected.format);
    const layers = new Map(file.layers.map((layer) => [layer.name, layer]));
    if (expected.onlyNames !== true) {
      assert.deepEqual([...layers.keys()].sort(), Object.keys(expected.layers).sort());
    }
    for (const [name, { scores, kind, groups, ...facts }] of Object.entries(expected.layers)) {
      const layer = layers.get(name);
      assert.ok(layer !== undefined, `layer ${name}`);
      const { filters, fanIn } = layer;
      assert.deepEqual({ filters, fanIn }, facts, name);
      if (expected.onlyNames !== true) {
        assert.deepEqual({ kind: layer.kind, groups: layer.groups }, { kind, groups }, name);
      }
      const found = orthogonality(kernelRows(layer));
      for (const [filter, score] of scores.entries()) {
        const error = Math.abs((found[filter] ?? NaN) - score);
        assert.ok(
          error <= (expected.tolerance ?? 1e-6),
          `${name} filter ${filter} is off by ${error}`,
        );
      }
    }
    if (expected.parameters !== undefined) {
      assert.equal(modelFileFacts(path, file).parameters, expected.parameters);
    }
  });
}
