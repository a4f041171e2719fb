/**
 * `repr` as a library: train ConvNets with the RePr scheme, and measure how much their filters repeat each other.
 *
 * This module holds what most programs need. The parts are in modules of their own, such as `./src/filters/mod.ts`
 * (`exports` of `deno.json` lists them).
 *
 * @example A model of your own, in tfjs' own training loop
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import assert from "node:assert/strict";
 * import { repr } from "./mod.ts";
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: "relu", inputShape: [8, 8, 1] }),
 *     tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu", name: "second" }),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 2, activation: "softmax" }),
 *   ],
 * });
 * model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
 * const xs = tf.ones([16, 8, 8, 1]);
 * const ys = tf.oneHot(tf.zeros([16], "int32"), 2);
 * const callback = repr(model, { s1: 2, s2: 1, cycles: 1 });
 * await model.fit(xs, ys, { epochs: 4, verbose: 0, callbacks: callback });
 * assert.deepEqual(callback.cycles[0]?.pruned.map(({ layer }) => layer), ["second", "second"]);
 * ```
 *
 * @example A model of the catalog, in three lines
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadDataset, train } from "./mod.ts";
 *
 * const dataset = await loadDataset({ name: "shapes", limit: 40 });
 * const { model, state } = await train({ model: "c2-4", epochs: 1, batchSize: 12 }, { dataset });
 * assert.equal(state.epoch, 1);
 * model.dispose();
 * ```
 *
 * @module
 */

// RePr in tfjs' own model.fit
export { repr, type ReprCallback, type ReprOptions } from "./src/repr/mod.ts";

// Training runs: without files, and with a run directory
export {
  resumeTraining,
  type RunContext,
  runTraining,
  train,
  type TrainContext,
  type TrainOptions,
  type TrainOutcome,
} from "./src/runs/mod.ts";

// RePr in a training loop of your own, and what a loop is made of
export { reprStrategy, Scheme, type SchemeOptions } from "./src/repr/mod.ts";
export type {
  OptimizerSlots,
  Strategy,
  StrategyContext,
  StrategyFactory,
} from "./src/strategies/mod.ts";
export {
  ModelProbe,
  type Objective,
  type ObjectiveFactory,
  type Task,
  Trainer,
  type TrainerParts,
} from "./src/training/mod.ts";

// What belongs to a filter, and how filters are ranked
export {
  type ConvLayer,
  type FilterGraph,
  filterGraph,
  type FilterId,
  type Slice,
} from "./src/filters/mod.ts";
export { type Criterion, criterionNamed, criterionNames, type Probe } from "./src/criteria/mod.ts";

// Audits of model files, and of features
export { type ModelFile, openModelFile } from "./src/checkpoint/mod.ts";
export { compareModelFiles, inspectModelFile, rankModelFile } from "./src/audit/mod.ts";
export { evaluateModel, featureCorrelations } from "./src/runs/mod.ts";

// Models, data, backends
export { buildModel, modelNames } from "./src/models/mod.ts";
export { type BatchSource, type Dataset, loadDataset } from "./data/mod.ts";
export { backendCandidates, type BackendInfo, useBackend } from "./src/backend/mod.ts";

// Random numbers and errors
export { InputError } from "./src/errors.ts";
export { Rng } from "./src/rng.ts";
