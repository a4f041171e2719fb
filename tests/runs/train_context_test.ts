import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { loadDataset } from "../../data/mod.ts";
import { train, type TrainContext, type TrainOptions } from "../../src/runs/mod.ts";
import { classification } from "../../src/tasks/mod.ts";
import { testOnBackends } from "../backend/backends.ts";
import { smallNet } from "./small_net.ts";

const dataset = await loadDataset({ name: "shapes", limit: 60 });
const OPTIONS: TrainOptions = { epochs: 1, batchSize: 18, scheme: { name: "standard" } };

/** The names of the model in the facts of a run, and in the metadata that it saves. */
async function namesIn(options: TrainOptions, context: Partial<TrainContext>): Promise<unknown[]> {
  const saved: unknown[] = [];
  const { model, facts } = await train(options, {
    dataset,
    ...context,
    save: ({ metadata }) => Promise.resolve(void saved.push(metadata["model"])),
  });
  model.dispose();
  return [facts.model.name, ...new Set(saved)];
}

testOnBackends("a run names the model that it trains", async () => {
  assert.deepEqual(await namesIn({ ...OPTIONS, model: "c1-3" }, {}), ["c1-3", "c1-3"]);
  const own = smallNet();
  assert.deepEqual(await namesIn(OPTIONS, { model: own }), [own.name, own.name]);
  const named = { ...OPTIONS, model: "mine" };
  assert.deepEqual(await namesIn(named, { model: smallNet() }), ["mine", "mine"]);
});

testOnBackends("a task of the caller's builds the model, and is not disposed of", async () => {
  using task = classification(dataset, { batchSize: 18, imageThread: false });
  assert.deepEqual(await namesIn({ ...OPTIONS, model: "c1-3" }, { task }), ["c1-3", "c1-3"]);
  assert.deepEqual(await namesIn({ ...OPTIONS, model: "c1-4" }, { task }), ["c1-4", "c1-4"]);
});

testOnBackends("a model of the caller's outlives a run that fails", async () => {
  const model = smallNet();
  const tensors = tf.memory().numTensors;
  const begin = () => Promise.reject(new TypeError("no disk"));
  await assert.rejects(train(OPTIONS, { dataset, model, begin }), /no disk/);
  assert.ok(model.weights.every((weight) => !weight.read().isDisposed));
  assert.equal(tf.memory().numTensors, tensors);
  model.dispose();
});
