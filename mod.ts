/**
 * `repr` as a library: train ConvNets with the RePr scheme, and measure how much their filters repeat each other.
 *
 * The command line is `cli/main.ts`; everything that it does is made of what is exported here.
 *
 * @example A model of your own, in tfjs' own training loop
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { repr } from "./mod.ts";
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: "relu", inputShape: [8, 8, 1] }),
 *     tf.layers.conv2d({ filters: 8, kernelSize: 3, activation: "relu" }),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 2, activation: "softmax" }),
 *   ],
 * });
 * model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
 * const xs = tf.ones([16, 8, 8, 1]);
 * const ys = tf.oneHot(tf.zeros([16], "int32"), 2);
 * const callback = repr(model, { s1: 2, s2: 1, cycles: 1 });
 * await model.fit(xs, ys, { epochs: 4, verbose: 0, callbacks: callback });
 * console.log(callback.cycles[0]?.pruned); // [{ layer: "…", filter: 3, score: 0.28 }, …]
 * ```
 *
 * @module
 */
export * from "./data/mod.ts";
export * from "./src/activations/mod.ts";
export * from "./src/audit/mod.ts";
export * from "./src/backend/mod.ts";
export * from "./src/checkpoint/mod.ts";
export * from "./src/checkpoint/tfjs_models.ts";
export * from "./src/criteria/mod.ts";
export * from "./src/errors.ts";
export * from "./src/filters/mod.ts";
export * from "./src/linalg/mod.ts";
export * from "./src/models/mod.ts";
export * from "./src/report/mod.ts";
export * from "./src/repr/mod.ts";
export * from "./src/rng.ts";
export type { LayerComparison } from "./src/similarity/mod.ts";
export * from "./src/similarity/mod.ts";
export * from "./src/training/mod.ts";
