import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { FrozenElements, redraw, SliceWriter } from "../../src/strategies/mod.ts";
import { buildModel } from "../../src/models/mod.ts";
import { Rng } from "../../src/rng.ts";
import { testOnBackends } from "../backend/backends.ts";

testOnBackends("single elements of a weight and of its slots keep their bits", async () => {
  const [variable, slot, free] = [1, 2, 3].map((value) => tf.variable(tf.fill([2, 3], value / 3)));
  assert.ok(variable !== undefined && slot !== undefined && free !== undefined);
  const before = tf.memory().numTensors;
  {
    const masks = new Map([[variable, Uint8Array.of(1, 0, 0, 0, 1, 0)]]);
    using frozen = new FrozenElements(masks, { of: (of) => of === variable ? [slot] : [] });
    for (const each of [variable, slot, free]) tf.tidy(() => each.assign(tf.fill([2, 3], 7)));
    frozen.restore();
    const [third, two] = [Math.fround(1 / 3), Math.fround(2 / 3)];
    assert.deepEqual([...await variable.data()], [third, 7, 7, 7, third, 7]);
    assert.deepEqual([...await slot.data()], [two, 7, 7, 7, two, 7]);
    assert.deepEqual([...await free.data()], [7, 7, 7, 7, 7, 7]);
  }
  assert.equal(tf.memory().numTensors, before);
  tf.dispose([variable, slot, free]);
});

testOnBackends("redraw() gives the bits of a new model and clears the slots", async () => {
  const build = () =>
    buildModel("c2-4", { inputShape: [8, 8, 3], classes: 3, rng: new Rng(5).split("model") });
  const [model, twin] = [build(), build()];
  const variables = model.weights.map((weight) => weight.read())
    .filter((variable) => variable instanceof tf.Variable);
  const slots = new Map(
    variables.map((variable) => [variable, tf.variable(tf.ones(variable.shape))]),
  );
  for (const variable of variables) tf.tidy(() => variable.assign(tf.fill(variable.shape, 9)));
  const before = tf.memory().numTensors;
  const of = (variable: tf.Variable) => [slots.get(variable) ?? variable];
  redraw(model, variables, { of }, new Rng(5).split("model"));
  assert.equal(tf.memory().numTensors, before);
  for (const [i, variable] of variables.entries()) {
    assert.deepEqual(await variable.data(), await twin.weights[i]?.read().data(), variable.name);
    assert.ok((await slots.get(variable)?.data())?.every((value) => value === 0));
  }
  tf.dispose([...slots.values()]);
  model.dispose();
  twin.dispose();
});

testOnBackends(
  "a SliceWriter makes its writes in order, with one assignment per variable",
  async () => {
    const variable = tf.variable(tf.tensor2d([[1, 2], [3, 4]]));
    const writer = new SliceWriter();
    const row = (index: number) => ({ shape: [2, 2], axis: 0, indices: [index] });
    writer.write(variable, row(0), Float32Array.of(5, 6));
    writer.scale(variable, row(0), 2);
    writer.write(variable, { shape: [2, 2], axis: 1, indices: [1] }, 0);
    assert.deepEqual([...await variable.data()], [1, 2, 3, 4], "nothing before commit()");
    await writer.commit();
    assert.deepEqual([...await variable.data()], [10, 0, 3, 0]);
    await writer.commit();
    assert.deepEqual([...await variable.data()], [10, 0, 3, 0], "each write is made once");
    variable.dispose();
  },
);
