import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import { type Dataset, loadDataset } from "../../data/mod.ts";
import { Rng } from "../../src/rng.ts";
import { classification } from "../../src/tasks/mod.ts";
import {
  type EpochResult,
  type ObjectiveFactory,
  type StepEvent,
  Trainer,
  type TrainerParts,
  type TrainingSnapshot,
} from "../../src/training/mod.ts";
import { testOnBackends } from "../backend/backends.ts";

const dataset: Dataset = await loadDataset({ name: "shapes", limit: 100 });

/** Half the sum of the squared weights of all convolutions. */
const decay: ObjectiveFactory = ({ graph }) => ({
  terms: () => ({
    decay: graph.layers.map(({ name }) => graph.kernelSlice(name).variable.square().sum())
      .reduce((a, b) => a.add(b)).mul(0.5),
  }),
});

/** What a run of two epochs of three steps reported. */
interface Reported {
  readonly steps: readonly StepEvent[];
  readonly results: readonly EpochResult[];
  readonly snapshots: readonly TrainingSnapshot[];
}

async function reported(
  parts: Partial<TrainerParts>,
  resume?: TrainingSnapshot,
  stop = Infinity,
): Promise<Reported> {
  using task = classification(dataset, { batchSize: 30, imageThread: false });
  const model = task.buildModel("c1-3", { rng: new Rng(1), dropout: 0 });
  const steps: StepEvent[] = [];
  const results: EpochResult[] = [];
  const snapshots: TrainingSnapshot[] = [];
  const controller = new AbortController();
  using trainer = new Trainer({
    task,
    model,
    progress: (event) => {
      if (event.type === "step" && steps.push(event) === stop) controller.abort();
    },
    record: async (result) => void await Promise.resolve(results.push(result)),
    save: async (snapshot) => {
      if (snapshot.which === "last") await Promise.resolve(snapshots.push(snapshot));
    },
    signal: controller.signal,
    ...parts,
  }, { epochs: 2, learningRate: { base: 0 } }); // the weights stay what they are
  if (resume !== undefined) trainer.restore(resume);
  await trainer.run();
  model.dispose();
  return { steps, results, snapshots };
}

testOnBackends("progress and results have the means of the loss's terms", async () => {
  using task = classification(dataset, { batchSize: 30, imageThread: false });
  const model = task.buildModel("c1-3", { rng: new Rng(1), dropout: 0 });
  const [kernel] = model.getLayer("conv1").getWeights();
  const values: Float32Array = await kernel?.data<"float32">() ?? new Float32Array();
  const expected = values.reduce((sum, value) => sum + value ** 2 / 2, 0);
  model.dispose();

  const { steps, results } = await reported({ objectives: [decay] });
  assert.equal(steps.length, 6);
  const totals = [
    ...steps.map(({ loss, lossTerms }) => ({ loss, lossTerms })),
    ...results.map(({ trainLoss, lossTerms }) => ({ loss: trainLoss, lossTerms })),
  ];
  for (const { loss, lossTerms = {} } of totals) {
    assert.deepEqual(Object.keys(lossTerms), ["crossEntropy", "decay"]);
    const { crossEntropy = NaN, decay = NaN } = lossTerms;
    assert.ok(Math.abs(decay - expected) < 1e-4 * expected, `${decay}, ${expected}`);
    assert.ok(Math.abs(crossEntropy + decay - loss) < 1e-5 * loss);
  }
});

testOnBackends("means of the loss's terms continue in the middle of an epoch", async () => {
  const whole = await reported({ objectives: [decay] });
  for (const stop of [2, 5]) { // in the first epoch, and in the second one, after a saved result
    const first = await reported({ objectives: [decay] }, undefined, stop);
    const second = await reported({ objectives: [decay] }, first.snapshots.at(-1));
    const means = [first, second].flatMap(({ results }) => results.map((each) => each.lossTerms));
    assert.deepEqual(means, whole.results.map(({ lossTerms }) => lossTerms));
  }
});

testOnBackends("a loss of one term has no list of terms", async () => {
  const { steps, results } = await reported({});
  assert.ok([...steps, ...results].every((each) => !("lossTerms" in each)));
});

for (const [what, stepsPerEpoch] of [["more", 2], ["fewer", 4]] as const) {
  testOnBackends(`a task of ${what} training batches than it says is an error`, async () => {
    const tensors = tf.memory().numTensors;
    using task = classification(dataset, { batchSize: 30, imageThread: false }); // three batches
    const { train } = task.batches;
    const wrong = {
      stepsPerEpoch,
      epoch: (epoch: number) => train.epoch(epoch),
      sequential: () => train.sequential(),
      recycle: () => {},
      [Symbol.dispose]: () => {},
    };
    const model = task.buildModel("c1-3", { rng: new Rng(1), dropout: 0 });
    {
      using trainer = new Trainer({
        task: { ...task, batches: { ...task.batches, train: wrong } },
        model,
      });
      await assert.rejects(trainer.run(), /epoch 1 ended after step 3 .*stepsPerEpoch/);
    }
    model.dispose();
    assert.equal(tf.memory().numTensors, tensors);
  });
}
