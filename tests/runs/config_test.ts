import assert from "node:assert/strict";
import fc from "fast-check";
import { optimizerNames } from "../../src/training/mod.ts";
import {
  DATA_DEFAULTS,
  type FlatOptions,
  flatOptions,
  nestedOptions,
  TRAIN_DEFAULTS,
  trainSettings,
} from "../../src/runs/mod.ts";

Deno.test("no options are the paper's settings for CIFAR-10", () => {
  const { scheme, optimizer, learningRate, ...loop } = trainSettings({});
  assert.deepEqual(loop, {
    model: "c3-32",
    dropout: 0,
    batchSize: 64,
    augment: false,
    epochs: 100,
    evaluateEvery: 1,
    seed: 1,
  });
  assert.deepEqual(optimizer, { name: "sgd", momentum: 0.9, weightDecay: 0 });
  assert.deepEqual([learningRate.base, learningRate.schedule], [0.01, "constant"]);
  assert.deepEqual(
    [scheme.name, scheme.s1.count, scheme.s2.count, scheme.cycles, scheme.prune],
    ["repr", 20, 10, 3, 0.3],
  );
  assert.deepEqual(trainSettings({}), TRAIN_DEFAULTS);
});

Deno.test("an option replaces one setting and leaves its neighbors at their defaults", () => {
  const { scheme, optimizer, learningRate } = trainSettings({
    scheme: { prune: 0.5, s1: "7steps" },
    optimizer: { name: "momentum" },
    learningRate: { schedule: "cosine" },
  });
  assert.deepEqual([scheme.prune, scheme.s1, scheme.s2], [
    0.5,
    { count: 7, unit: "steps" },
    { count: 10, unit: "epochs" },
  ]);
  assert.deepEqual(optimizer, { name: "momentum", momentum: 0.9, weightDecay: 0 });
  assert.deepEqual([learningRate.base, learningRate.schedule], [0.01, "cosine"]);
});

Deno.test("a setting that is no duration is refused", () => {
  assert.throws(() => trainSettings({ scheme: { s1: "20 minutes" } }), RangeError);
});

/** Any flat options that the command line could give. */
const anyOptions: fc.Arbitrary<FlatOptions> = fc.record({
  ...{ data: fc.string(), dataDir: fc.option(fc.string()), limit: fc.option(fc.nat()) },
  label: fc.constantFrom("fine" as const, "coarse" as const),
  imageSize: fc.option(fc.nat()),
  ...{ model: fc.string(), dropout: fc.double({ noNaN: true }), augment: fc.boolean() },
  ...{ batchSize: fc.nat(), epochs: fc.nat(), evaluateEvery: fc.nat(), seed: fc.integer() },
  scheme: fc.constantFrom("repr" as const, "standard" as const),
  s1: fc.integer({ min: 1 }).map((count) => ({ count, unit: "epochs" as const })),
  s2: fc.integer({ min: 1 }).map((count) => ({ count, unit: "steps" as const })),
  ...{ cycles: fc.nat(), prune: fc.double({ noNaN: true }), criterion: fc.string() },
  orthoNormalisation: fc.constantFrom("filter" as const, "matrix" as const),
  ...{ rankFirst: fc.boolean(), minFilters: fc.nat(), pruneOver: fc.nat(), fade: fc.nat() },
  gain: fc.double({ noNaN: true }),
  consumers: fc.constantFrom("redraw" as const, "keep" as const),
  consumerScale: fc.double({ noNaN: true }),
  optimizer: fc.constantFrom(...optimizerNames),
  ...{ momentum: fc.double({ noNaN: true }), weightDecay: fc.double({ noNaN: true }) },
  lr: fc.double({ noNaN: true }),
  lrSchedule: fc.constantFrom("step" as const, "cyclic" as const),
  lrSteps: fc.array(fc.nat()),
  ...{ lrFactor: fc.double({ noNaN: true }), lrPeriod: fc.double({ noNaN: true }) },
  lrAmplitude: fc.double({ noNaN: true }),
}, { noNullPrototype: true });

Deno.test("flat options are nested and flattened again without a loss", () => {
  fc.assert(fc.property(anyOptions, (flat) => {
    const { options, data } = nestedOptions(flat);
    assert.deepEqual(flatOptions(options, data), flat);
  }));
});

Deno.test("options of a config.json without newer keys get their defaults", () => {
  const { options, data } = nestedOptions({ data: "cifar10", s1: 3, s2: "40steps", lr: 0.2 });
  assert.deepEqual(flatOptions(options, data), {
    ...flatOptions({}, DATA_DEFAULTS),
    data: "cifar10",
    s1: { count: 3, unit: "epochs" },
    s2: { count: 40, unit: "steps" },
    lr: 0.2,
  });
});
