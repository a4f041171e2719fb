import assert from "node:assert/strict";
import { type Matrix, orthogonality, sampleNullSpace } from "../../src/linalg/mod.ts";
import { overlap, randomMatrix, row, stack } from "./random_matrix.ts";

/** Trained weights of a ResNet-56 for CIFAR-10, in PyTorch's legacy format, next to the checkout. */
const file = new URL("../../../shared/data/models/resnet56-4bfd9763.th", import.meta.url);

/** Shapes [filters, fanIn] of its convolutions, by the number of weights. */
const SHAPES = new Map([
  [432, [16, 27]],
  [2304, [16, 144]],
  [4608, [32, 144]],
  [9216, [32, 288]],
  [18432, [64, 288]],
  [36864, [64, 576]],
]);

/**
 * The convolutions' matrices. The format ends with its storages, each a count and that many floats. They begin at the only
 * offset from which reading one storage after the other ends at the end of the file.
 */
function kernels(bytes: Uint8Array<ArrayBuffer>): Matrix[] {
  const view = new DataView(bytes.buffer);
  for (let start = 0; start < bytes.length; start++) {
    const storages: Float32Array[] = [];
    let at = start;
    while (at + 8 <= bytes.length) {
      const count = Number(view.getBigUint64(at, true));
      if (count === 0 || at + 8 + 4 * count > bytes.length) break;
      storages.push(new Float32Array(bytes.buffer.slice(at + 8, at + 8 + 4 * count)));
      at += 8 + 4 * count;
    }
    if (at === bytes.length && storages.length > 100) {
      return storages.flatMap((data) => {
        const [rows, columns] = SHAPES.get(data.length) ?? [];
        return rows === undefined || columns === undefined ? [] : [{ rows, columns, data }];
      });
    }
  }
  return [];
}

const missing = await Deno.stat(file).then(() => false, () => true);

Deno.test({
  name: "sampleNullSpace() is orthogonal to all filters of every layer of a trained ResNet-56",
  ignore: missing,
  fn: async () => {
    const layers = kernels(await Deno.readFile(file));
    assert.equal(layers.length, 55);
    for (const [index, layer] of layers.entries()) {
      const scores = orthogonality(layer);
      const pruned = Math.round(0.3 * layer.rows);
      const order = Array.from(scores.keys()).sort((i, j) => (scores[j] ?? 0) - (scores[i] ?? 0));
      const rows = (indices: readonly number[]): Matrix =>
        stack(...indices.map((i) => ({
          rows: 1,
          columns: layer.columns,
          data: Float64Array.from(row(layer, i)),
        })));
      const survivors = rows(order.slice(pruned));
      const old = rows(order.slice(0, pruned));
      const gaussians = randomMatrix(pruned, layer.columns, index);
      const made = sampleNullSpace({ survivors, old, gaussians, length: 0.1 });
      assert.deepEqual(made.rungs, new Array(pruned).fill("null-space"), `layer ${index}`);
      const others = stack(survivors, old);
      for (let i = 0; i < pruned; i++) {
        const filter = row(made.filters, i);
        for (let j = 0; j < others.rows; j++) {
          assert.ok(overlap(filter, row(others, j)) <= 1e-6, `layer ${index}`);
        }
        assert.ok((made.maxCosine[i] ?? NaN) <= 1e-6, `layer ${index}`);
      }
    }
  },
});
