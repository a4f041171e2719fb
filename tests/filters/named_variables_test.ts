import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { namedVariables } from "../../src/filters/mod.ts";

await tf.setBackend("cpu");

Deno.test("namedVariables() gives the same names to the same net built twice, and the live variables", () => {
  const build = () =>
    tf.sequential({ layers: [tf.layers.dense({ name: "d", units: 2, inputShape: [1] })] });
  const [first, second] = [namedVariables(build()), namedVariables(build())];
  assert.deepEqual(first.map(([name]) => name), ["d/kernel", "d/bias"]);
  assert.deepEqual(second.map(([name]) => name), ["d/kernel", "d/bias"]);
  const names = [first, second].map((named) => named[0]?.[1].name);
  assert.notEqual(names[0], names[1]); // what tfjs itself calls them
});

Deno.test("namedVariables() are the variables that the model computes with", () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, inputShape: [1], useBias: false })],
  });
  const [named] = namedVariables(model);
  assert.ok(named !== undefined);
  named[1].assign(tf.tensor2d([[3]]));
  const [output] = [model.predict(tf.tensor2d([[2]]))].flat();
  assert.deepEqual([...output?.dataSync() ?? []], [6]);
});
