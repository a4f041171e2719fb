import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { filterGraph, without, writeAbsent } from "../../src/filters/mod.ts";
import { bn, conv, gap, logits, relu, straight } from "./net_parts.ts";

await tf.setBackend("cpu");

const net = () => straight(conv("a", 4), bn(), relu(), conv("b", 3), gap(), logits());

/** The bits of all weights. */
async function bits(model: tf.LayersModel): Promise<Uint32Array[]> {
  const values = await Promise.all(model.getWeights().map((weight) => weight.data()));
  return values.map((each) => new Uint32Array(Float32Array.from(each).buffer));
}

Deno.test("without() hides the filters while the body runs, and restores every bit", async () => {
  const model = net();
  const graph = filterGraph(model);
  tf.tidy(() => {
    model.getLayer("a").weights[1]?.write(tf.tensor1d([1, -0, NaN, 2]));
  });
  const before = await bits(model);
  const tensors = tf.memory().numTensors;
  const filters = [{ layer: "a", filter: 0 }, { layer: "a", filter: 2 }];
  const inside = await without(graph, filters, async () => {
    const { data, columns } = await graph.kernelMatrix("a");
    return [0, 1, 2, 3].map((row) => data.subarray(row * columns, (row + 1) * columns))
      .map((row) => row.every((value) => value === 0));
  });
  assert.deepEqual(inside, [true, false, true, false]);
  assert.deepEqual(await bits(model), before);
  assert.equal(tf.memory().numTensors, tensors);
});

Deno.test("without() restores every bit when the body throws, and passes the error on", async () => {
  const model = net();
  const before = await bits(model);
  const tensors = tf.memory().numTensors;
  const failing = without(filterGraph(model), [{ layer: "b", filter: 1 }], () => {
    throw new TypeError("no images");
  });
  await assert.rejects(failing, { name: "TypeError", message: "no images" });
  assert.deepEqual(await bits(model), before);
  assert.equal(tf.memory().numTensors, tensors);
});

Deno.test("without() changes nothing and runs nothing for a filter that must not be removed", async () => {
  const model = straight(conv("a", 4), gap());
  const before = await bits(model);
  let ran = false;
  await assert.rejects(
    without(filterGraph(model), [{ layer: "a", filter: 0 }], () => ran = true),
    { name: "RangeError" },
  );
  assert.equal(ran, false);
  assert.deepEqual(await bits(model), before);
});

Deno.test("without() in another without() hides both, and each restores its own", async () => {
  const model = net();
  const graph = filterGraph(model);
  const before = await bits(model);
  const zeros = async () => {
    const { data, columns, rows } = await graph.kernelMatrix("a");
    return Array.from({ length: rows }, (_, row) => row).filter((row) =>
      data.subarray(row * columns, (row + 1) * columns).every((value) => value === 0)
    );
  };
  await without(graph, [{ layer: "a", filter: 1 }], async () => {
    assert.deepEqual(await without(graph, [{ layer: "a", filter: 3 }], zeros), [1, 3]);
    assert.deepEqual(await zeros(), [1]);
  });
  assert.deepEqual(await bits(model), before);
});

Deno.test("writeAbsent() writes zeros, and ones into moving variances", async () => {
  const model = net();
  const graph = filterGraph(model);
  const norm = graph.batchNormOf("a");
  assert.ok(norm !== undefined);
  tf.tidy(() => {
    for (const variable of [norm.gamma, norm.beta, norm.movingMean, norm.movingVariance]) {
      variable?.assign(tf.fill([4], 5));
    }
  });
  await writeAbsent(graph.absent([{ layer: "a", filter: 2 }]).slices);
  const values = [norm.gamma, norm.beta, norm.movingMean, norm.movingVariance].map((variable) =>
    variable?.dataSync()
  );
  const zeroed = Float32Array.of(5, 5, 0, 5);
  assert.deepEqual(values, [zeroed, zeroed, zeroed, Float32Array.of(5, 5, 1, 5)]);
});
