import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { loadDataset } from "../../data/mod.ts";
import { type ReadModel, readModel, writeModel } from "../../src/checkpoint/tfjs_models.ts";
import { InputError } from "../../src/errors.ts";
import { duration } from "../../src/repr/mod.ts";
import {
  DATA_DEFAULTS,
  type FlatOptions,
  nestedOptions,
  train,
  type TrainContext,
} from "../../src/runs/mod.ts";
import type { EpochResult } from "../../src/training/mod.ts";
import { testOnBackends } from "../backend/backends.ts";

/** 90 training images in batches of 15: six steps an epoch. */
const dataset = await loadDataset({ name: "shapes", limit: 100 });

const OPTIONS: FlatOptions = {
  ...DATA_DEFAULTS,
  augment: true,
  model: "c2-6",
  dropout: 0,
  scheme: "repr",
  epochs: 4,
  s1: duration(1),
  s2: duration(1),
  cycles: 1,
  prune: 0.3,
  criterion: "ortho",
  orthoNormalisation: "filter",
  rankFirst: true,
  minFilters: 1,
  pruneOver: 0,
  fade: 0,
  gain: 1,
  consumerScale: 0.1,
  consumers: "redraw",
  optimizer: "sgd",
  momentum: 0.9,
  weightDecay: 0,
  lr: 0.01,
  lrSchedule: "constant",
  lrSteps: [],
  lrFactor: 0.1,
  lrPeriod: 50,
  lrAmplitude: 0.005,
  batchSize: 15,
  seed: 1,
  evaluateEvery: 1,
};

/** What a run leaves: a digest of its weights' bits, and its metrics without the times. */
interface Trace {
  readonly weights: string;
  readonly metrics: readonly Omit<EpochResult, "seconds">[];
}

async function bitsOf(model: tf.LayersModel): Promise<string> {
  const hash = createHash("sha256");
  for (const weight of model.weights) {
    hash.update(new Uint8Array((await weight.read().data<"float32">()).slice().buffer));
  }
  return hash.digest("hex");
}

/** Trains, stopping after `stops` steps and continuing from the saved checkpoint each time. */
async function trace(
  changes: Partial<FlatOptions>,
  stops: readonly number[] = [],
): Promise<Trace> {
  const { options } = nestedOptions({ ...OPTIONS, ...changes });
  const folder = await Deno.makeTempDir();
  const metrics: Omit<EpochResult, "seconds">[] = [];
  let weights = "";
  try {
    let resume: ReadModel | undefined;
    for (const stop of [...stops, Infinity]) {
      const controller = new AbortController();
      let taken = 0;
      const context: TrainContext = {
        dataset,
        ...(resume === undefined ? {} : { resume }),
        signal: controller.signal,
        progress: ({ type }) => {
          if (type === "step" && ++taken === stop) controller.abort();
        },
        record: ({ seconds: _, ...measured }) => {
          metrics.push(measured);
          return Promise.resolve();
        },
        save: async ({ which, tag, model, metadata, arrays }) => {
          if (which === "best") return;
          weights = await bitsOf(model);
          await writeModel(folder, tag, model, { metadata, arrays });
        },
      };
      const { interrupted, model } = await train(options, context);
      model.dispose();
      assert.equal(interrupted, stop !== Infinity, `stop after ${stop}`);
      if (interrupted) resume = await readModel(folder);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return { weights, metrics };
}

for (const optimizer of ["sgd", "adam"] as const) {
  const lr = optimizer === "adam" ? 0.002 : 0.02;
  testOnBackends(`a resumed run ends with the unbroken run's bits: ${optimizer}`, async (t) => {
    const whole = await trace({ optimizer, lr });
    for (
      const [where, stops] of [
        ["in a full phase", [3]],
        ["between the full and the pruned phase", [6]],
        ["in a pruned phase", [8]],
        ["between the pruned phase and the tail", [12]],
        ["in the tail, after two earlier cuts", [3, 5, 12]],
      ] as const
    ) {
      await t.step(
        where,
        async () => assert.deepEqual(await trace({ optimizer, lr }, stops), whole),
      );
    }
  });
}

testOnBackends(
  "a run interrupted while filters shrink and are removed one by one resumes to the same bits",
  async () => {
    const changes = {
      pruneOver: 2,
      fade: 2,
      consumers: "keep" as const,
      optimizer: "momentum" as const,
    };
    const whole = await trace(changes);
    assert.deepEqual(await trace(changes, [7, 1, 1]), whole);
  },
);

testOnBackends(
  "the same seed gives the same bits, 0 is a seed, and another seed gives others",
  async () => {
    const zero = await trace({ seed: 0 });
    assert.deepEqual(await trace({ seed: 0 }), zero);
    const one = await trace({ seed: 1 });
    assert.notEqual(one.weights, zero.weights);
  },
);

testOnBackends("no cycles is standard training, bit for bit", async () => {
  assert.deepEqual(await trace({ cycles: 0 }), await trace({ scheme: "standard" }));
});

testOnBackends("phases in steps begin and end within an epoch", async () => {
  const { metrics } = await trace({ s1: duration("8steps"), s2: duration("7steps") });
  assert.deepEqual(metrics.map(({ phase }) => phase), ["full", "pruned", "tail", "tail"]);
  assert.deepEqual(metrics.map(({ activeFilters }) => activeFilters), [12, 8, 12, 12]);
});

testOnBackends("epochs of a phase leave as many tensors as its first one did", async () => {
  const tensors: number[] = [];
  const changes = { optimizer: "adam", s2: duration(2), epochs: 8, cycles: 2 } as const;
  const { options } = nestedOptions({ ...OPTIONS, ...changes });
  const { model } = await train(options, {
    dataset,
    progress: ({ type }) => {
      if (type === "epoch") tensors.push(tf.memory().numTensors);
    },
  });
  model.dispose();
  const [full, first, , , second] = tensors; // a pruned phase holds masks and values of its own
  assert.deepEqual(tensors, [full, first, first, full, second, second, full, full]);
});

testOnBackends("a run leaves no tensor behind", async () => {
  const before = tf.memory().numTensors;
  await trace({ epochs: 2 });
  assert.equal(tf.memory().numTensors, before);
});

testOnBackends(
  "a batch larger than the images, and a removal longer than its phase, are input errors",
  async () => {
    await assert.rejects(trace({ batchSize: 91 }), InputError);
    await assert.rejects(
      trace({ pruneOver: 4, fade: 2 }),
      (e) => e instanceof InputError && /6/.test(e.message),
    );
  },
);

testOnBackends("a loss that is no number ends the run with advice", async () => {
  await assert.rejects(trace({ lr: 1e30 }), /diverged.*`learningRate.base`/);
});

testOnBackends(
  "weights that the last step of an epoch makes infinite end the run, too",
  async () => {
    const oneStep = { batchSize: 90, epochs: 1, cycles: 0, lr: 1e38 };
    await assert.rejects(trace(oneStep), /diverged.* in epoch 1, step 1 .*`learningRate.base`/);
  },
);

testOnBackends("a run that ends with the last S2 ends with the full network", async () => {
  const { metrics } = await trace({ epochs: 2 }); // S1 and S2 are an epoch each
  const [, last] = metrics;
  assert.deepEqual([last?.phase, last?.activeFilters], ["tail", 12]);
  const longer = await trace({ epochs: 3 });
  assert.deepEqual([longer.metrics[1]?.phase, longer.metrics[1]?.activeFilters], ["pruned", 8]);
  assert.deepEqual(longer.metrics[2]?.phase, "tail");
});

testOnBackends(
  "the state of such a run continues with the bits of a run for more epochs",
  async () => {
    const { options } = nestedOptions({ ...OPTIONS, epochs: 2 });
    const folder = await Deno.makeTempDir();
    const save: TrainContext["save"] = async ({ which, tag, model, metadata, arrays }) => {
      if (which === "last") await writeModel(folder, tag, model, { metadata, arrays });
    };
    (await train(options, { dataset, save })).model.dispose();
    const resume = await readModel(folder);
    const { model, cycles } = await train({ ...options, epochs: 4 }, { dataset, resume });
    const bits = await bitsOf(model);
    model.dispose();
    await Deno.remove(folder, { recursive: true });
    assert.equal(cycles.length, 1);
    assert.equal(cycles[0]?.reinitializedAtEpoch, 2);
    assert.equal(bits, (await trace({ epochs: 4 })).weights);
  },
);
