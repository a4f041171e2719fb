/**
 * Measurements of a model on training data, for criteria that need them.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../../data/mod.ts";
import { ActivationReader } from "../activations/mod.ts";
import type { Probe } from "../criteria/mod.ts";
import { type FilterGraph, type FilterId, readSlice, without } from "../filters/mod.ts";
import type { Matrix } from "../linalg/mod.ts";
import { forward, type ModelTask, named, tensorsOf } from "./step.ts";

/** What a {@linkcode ModelProbe} measures. */
export interface ProbeParts {
  /** The model to measure. */
  readonly model: tf.LayersModel;
  /** The model's filters. */
  readonly graph: FilterGraph;
  /** How the model reads a batch, and its loss. */
  readonly task: ModelTask;
  /** The batches of every measurement: the same ones at each call. */
  readonly batches: () => AsyncIterable<Batch>;
}

/**
 * A model on a few mini-batches of its task. All measurements run the model as in an evaluation: with batch
 * normalization's running statistics, and without dropout.
 *
 * @example A model that is trained by `model.fit` on two tensors
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import assert from "node:assert/strict";
 * import { filterGraph } from "../filters/mod.ts";
 * import type { ModelTask } from "./mod.ts";
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ name: "conv", filters: 2, kernelSize: 3, inputShape: [4, 4, 1] }),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 3, activation: "softmax" }),
 *   ],
 * });
 * const xs = tf.ones([8, 4, 4, 1]);
 * const ys = tf.oneHot(tf.zeros([8], "int32"), 3).toFloat();
 *
 * const task: ModelTask<"xs" | "ys"> = {
 *   fields: [
 *     { name: "xs", dtype: "float32", shape: xs.shape.slice(1) },
 *     { name: "ys", dtype: "float32", shape: ys.shape.slice(1) },
 *   ],
 *   inputs: ({ xs }) => [xs],
 *   objective: { // the loss that the model was compiled with
 *     terms: ({ fields: { ys }, outputs: [output = ys] }) => ({
 *       loss: tf.metrics.categoricalCrossentropy(ys, output).mean(),
 *     }),
 *   },
 *   sums: () => ({}),
 * };
 * const fields = { xs: await xs.data<"float32">(), ys: await ys.data<"float32">() };
 * const batches = async function* () {
 *   yield { count: 8, fields };
 * };
 * const probe = new ModelProbe({ model, graph: filterGraph(model), task, batches });
 * const { rows, columns } = await probe.gradients("conv"); // `repr(model, { probe })` takes the probe, too
 * assert.deepEqual([rows, columns], [2, 9]);
 * ```
 */
export class ModelProbe implements Probe {
  readonly #parts: ProbeParts;

  /**
   * Measures nothing yet.
   *
   * @param parts Model, task and batches.
   */
  constructor(parts: ProbeParts) {
    this.#parts = parts;
  }

  async gradients(layer: string): Promise<Matrix> {
    const { graph } = this.#parts;
    const slice = graph.kernelSlice(layer);
    let sum = tf.zeros(slice.variable.shape);
    let examples = 0;
    try {
      for await (const batch of this.#parts.batches()) {
        const next = tf.tidy(() => {
          const { grads } = tf.variableGrads(() => this.#loss(batch), [slice.variable]);
          const gradient = grads[slice.variable.name] ?? tf.zeros(slice.variable.shape);
          return sum.add(gradient.mul(batch.count));
        });
        sum.dispose();
        sum = next;
        examples += batch.count;
      }
      const values = await sum.data<"float32">();
      const data = readSlice(values.map((value) => value / Math.max(1, examples)), slice);
      const rows = slice.indices.length;
      return { rows, columns: data.length / rows, data };
    } finally {
      sum.dispose();
    }
  }

  async *activations(layer: string): AsyncGenerator<tf.Tensor, void> {
    const { model, graph, task } = this.#parts;
    const reader = new ActivationReader(model, (name) => name === layer);
    if (reader.layers.length === 0) {
      throw new RangeError(
        graph.layers.some(({ name }) => name === layer)
          ? `the activations of "${layer}" cannot be read: its layer outputs another convolution's`
          : `the model has no convolution "${layer}"`,
      );
    }
    for await (const batch of this.#parts.batches()) {
      const tensors = tensorsOf(task, batch);
      try {
        const inputs = task.inputs(named(task, tensors).fields);
        const byName = model.inputNames.flatMap((name, i) => {
          const tensor = inputs[i];
          return tensor === undefined || !reader.inputs.includes(name)
            ? []
            : [[name, tensor] as const];
        });
        yield* reader.read(Object.fromEntries(byName));
      } finally {
        tf.dispose(tensors);
      }
    }
  }

  async lossWithout(filters: readonly FilterId[]): Promise<number> {
    return await without(this.#parts.graph, filters, async () => {
      let [sum, examples] = [0, 0];
      for await (const batch of this.#parts.batches()) {
        const loss = tf.tidy(() => this.#loss(batch));
        sum += batch.count * ((await loss.data())[0] ?? NaN);
        examples += batch.count;
        loss.dispose();
      }
      return sum / examples;
    });
  }

  /** The mean loss on a batch. */
  #loss(batch: Batch): tf.Scalar {
    const { model, task } = this.#parts;
    const { fields } = named(task, tensorsOf(task, batch));
    const terms = task.objective.terms(forward(model, task, fields, false));
    return Object.values(terms).reduce((a, b) => a.add(b)).asScalar();
  }
}
