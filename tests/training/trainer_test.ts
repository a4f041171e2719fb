import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { type Dataset, loadDataset } from "../../data/mod.ts";
import { InputError } from "../../src/errors.ts";
import { Rng } from "../../src/rng.ts";
import { train, type TrainOptions } from "../../src/runs/mod.ts";
import { standard, type Strategy, type StrategyFactory } from "../../src/strategies/mod.ts";
import { classification } from "../../src/tasks/mod.ts";
import { type LoopOptions, Trainer, type TrainerParts } from "../../src/training/mod.ts";
import { testOnBackends } from "../backend/backends.ts";

const dataset: Dataset = await loadDataset({ name: "shapes", limit: 100 });

/** Trains on 90 images in batches of 30: three steps an epoch. */
async function trained(
  parts: Partial<TrainerParts>,
  options: LoopOptions,
): Promise<Trainer["state"]> {
  using task = classification(dataset, { batchSize: 30, imageThread: false });
  const model = task.buildModel("c1-3", { rng: new Rng(1), dropout: 0 });
  using trainer = new Trainer({ task, model, ...parts }, options);
  await trainer.run();
  const { state } = trainer;
  model.dispose();
  return state;
}

/** A strategy made of plain training and some changes. */
function changed(changes: (plain: Strategy) => Partial<Strategy>): StrategyFactory {
  return (context) => {
    const plain = standard()(context);
    // Not a spread, which would read a getter once.
    return Object.defineProperties(plain, Object.getOwnPropertyDescriptors(changes(plain)));
  };
}

testOnBackends("a strategy is called before and after each step of the run", async () => {
  const calls: string[] = [];
  const strategy = changed(() => ({
    beforeStep: (step) => {
      calls.push(`before ${step}`);
      return Promise.resolve();
    },
    afterStep: () => {
      calls.push("after");
      return Promise.resolve();
    },
    [Symbol.dispose]: () => calls.push("disposed"),
  }));
  await trained({ strategy }, { epochs: 2 });
  const steps = [0, 1, 2, 3, 4, 5].flatMap((step) => [`before ${step}`, "after"]);
  assert.deepEqual(calls, [...steps, "disposed"]);
});

testOnBackends("a strategy can restart the learning-rate schedule", async () => {
  const rates: number[] = [];
  let start = 0;
  const strategy = changed(() => ({
    get learningRateStart() {
      return start;
    },
    beforeStep: (step) => {
      if (step === 6) start = 6; // after two of four epochs
      return Promise.resolve();
    },
  }));
  await trained({
    strategy,
    record: ({ learningRate }) => {
      rates.push(learningRate);
      return Promise.resolve();
    },
  }, { epochs: 4, learningRate: { base: 0.1, schedule: "step", steps: [1] } });
  assert.deepEqual(rates.map((rate) => rate.toFixed(3)), ["0.100", "0.010", "0.100", "0.010"]);
});

testOnBackends("the best epoch is the one with the highest first figure", async () => {
  const accuracies: (number | null)[] = [];
  const saved: string[] = [];
  const state = await trained({
    record: ({ figures }) => {
      accuracies.push(figures.validation["accuracy"] ?? null);
      return Promise.resolve();
    },
    save: ({ which, tag }) => {
      saved.push(`${which} ${tag}`);
      return Promise.resolve();
    },
  }, { epochs: 3, learningRate: { base: 0.05 } });
  const best = accuracies.indexOf(Math.max(...accuracies.map((accuracy) => accuracy ?? -1)));
  assert.deepEqual(state.best, { epoch: best + 1, figure: accuracies[best] });
  assert.equal(saved.filter((entry) => entry.startsWith("last")).length, 3);
  assert.equal(saved.filter((entry) => entry.startsWith("best")).at(-1), `best ${3 * (best + 1)}`);
});

/** What makes the construction of a trainer fail, each at another point. */
const FAILURES: Readonly<Record<string, Partial<TrainerParts>>> = {
  "an objective": {
    objectives: [() => {
      throw new InputError("no such objective");
    }],
  },
  "the strategy": {
    strategy: () => {
      throw new RangeError("no such strategy");
    },
  },
};

for (const [what, parts] of Object.entries(FAILURES)) {
  testOnBackends(`a trainer leaves no tensor when ${what} cannot be made`, () => {
    using task = classification(dataset, { batchSize: 30, imageThread: false });
    const model = task.buildModel("c1-3", { rng: new Rng(1), dropout: 0 });
    const before = tf.memory().numTensors;
    const optimizer = { name: "adam" } as const; // two slots a variable
    assert.throws(() => new Trainer({ task, model, ...parts }, { optimizer }), /no such/);
    assert.equal(tf.memory().numTensors, before);
    model.dispose();
  });
}

/** Calls of `train` that cannot begin. Threads that they leave running fail the test, too. */
const WRONG_CALLS: Readonly<Record<string, TrainOptions>> = {
  "an unknown model": { model: "c3_32" },
  "an unknown criterion": { scheme: { criterion: "taylr" } },
  "a batch larger than the images": { batchSize: 91 },
  "a fraction above 1": { scheme: { prune: 1.5 } },
  "a removal longer than its phase": { scheme: { s2: "2steps", pruneOver: 2 } },
  "dropout in a model without a place for it": { model: "resnet20", dropout: 0.5 },
};

for (const [what, options] of Object.entries(WRONG_CALLS)) {
  testOnBackends(`train() with ${what} leaves neither tensors nor threads`, async () => {
    const before = tf.memory().numTensors;
    await assert.rejects(
      train({ model: "c2-3", batchSize: 30, optimizer: { name: "adam" }, ...options }, { dataset }),
      (error) => error instanceof InputError || error instanceof RangeError,
    );
    assert.equal(tf.memory().numTensors, before);
  });
}

testOnBackends("a snapshot of another model is refused, and nothing leaks", async () => {
  using task = classification(dataset, { batchSize: 30, imageThread: false });
  const model = task.buildModel("c1-3", { rng: new Rng(1), dropout: 0 });
  const before = tf.memory().numTensors;
  {
    using trainer = new Trainer({ task, model }, { optimizer: { name: "momentum" } });
    const training = {
      ...{ version: 2, step: 3, epoch: 1, best: null, last: null, optimizer: { steps: 3 } },
      tally: { examples: 0, loss: 0, sums: {}, seconds: 0 },
      timing: { examples: 90, train: 1, evaluate: 0, rank: 0, reinitialize: 0 },
      strategy: {},
    };
    const restore = (metadata: Record<string, unknown>) =>
      trainer.restore({ metadata, arrays: { "slot/momentum/conv1/kernel": new Float32Array(5) } });
    assert.throws(() => restore({ training }), /conv1\/kernel" has 5 values, expected 81/);
    assert.throws(() => restore({ training: { version: 3 } }), /does not fit this version of repr/);
    assert.throws(() => restore({}), InputError);
    assert.equal(trainer.state.step, 0);
    await Promise.resolve();
  }
  assert.equal(tf.memory().numTensors, before);
  model.dispose();
});
