/**
 * Measurements of a model on training data, for criteria that need them.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../../data/mod.ts";
import { ActivationReader } from "../activations/mod.ts";
import type { Probe } from "../criteria/mod.ts";
import {
  type FilterGraph,
  type FilterId,
  namedVariables,
  readSlice,
  rowLength,
  without,
} from "../filters/mod.ts";
import type { Matrix } from "../linalg/mod.ts";
import { forward, type ModelTask, named, tensorsOf } from "./step.ts";
import type { Task } from "./task.ts";

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
 * normalization's running statistics, and without dropout. The gradients of all convolutions are measured together when
 * those of one are asked for, and anew after a weight has changed.
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
  /** The gradients that were computed last, and the weights at which. */
  #measured: {
    readonly at: readonly tf.DataId[];
    readonly gradients: ReadonlyMap<tf.Variable, Float32Array>;
  } = { at: [], gradients: new Map() };

  /**
   * Measures nothing yet.
   *
   * @param parts Model, task and batches.
   */
  constructor(parts: ProbeParts) {
    this.#parts = parts;
  }

  async gradients(layer: string): Promise<Matrix> {
    const slice = this.#parts.graph.kernelSlice(layer);
    const gradients = await this.#kernelGradients();
    const data = readSlice(gradients.get(slice.variable) ?? new Float32Array(), slice);
    return { rows: slice.indices.length, columns: rowLength(slice), data };
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

  /** The gradients with respect to all kernels: one pass over the batches for as long as the weights stay the same. */
  async #kernelGradients(): Promise<ReadonlyMap<tf.Variable, Float32Array>> {
    const { graph, batches } = this.#parts;
    const weights = this.#weights();
    const { at, gradients } = this.#measured;
    if (weights.length === at.length && weights.every((id, i) => id === at[i])) return gradients;
    const kernels = [...new Set(graph.layers.map(({ name }) => graph.kernelSlice(name).variable))];
    let sums: tf.Tensor[] = kernels.map(({ shape }) => tf.zeros(shape));
    let examples = 0;
    try {
      for await (const batch of batches()) {
        const next = tf.tidy(() => {
          // Not variableGrads, which leaves out the kernels of frozen layers.
          const loss = () => this.#loss(batch);
          const grads: readonly (tf.Tensor | undefined)[] =
            tf.engine().gradients(loss, kernels, undefined, true).grads;
          return sums.map((sum, i) => grads[i]?.mul(batch.count).add(sum) ?? sum.clone());
        });
        tf.dispose(sums);
        sums = next;
        examples += batch.count;
      }
      const means = await Promise.all(kernels.map(async (kernel, i) => {
        const values = Float32Array.from(await sums[i]?.data() ?? []);
        return [kernel, values.map((value) => value / Math.max(1, examples))] as const;
      }));
      this.#measured = { at: weights, gradients: new Map(means) };
      return this.#measured.gradients;
    } finally {
      tf.dispose(sums);
    }
  }

  /** What the values of all variables are stored under: other ones after each assignment. */
  #weights(): readonly tf.DataId[] {
    const { model, task } = this.#parts;
    const variables = namedVariables(model).map(([, variable]) => variable);
    return [...variables, ...task.objective.variables ?? []].map(({ dataId }) => dataId);
  }

  /** The mean loss on a batch. */
  #loss(batch: Batch): tf.Scalar {
    const { model, task } = this.#parts;
    const { fields } = named(task, tensorsOf(task, batch));
    const terms = task.objective.terms(forward(model, task, fields, false));
    return Object.values(terms).reduce((a, b) => a.add(b)).asScalar();
  }
}

/** Mini-batches of a probe: enough for stable means, few enough to rank in seconds. */
const PROBE_BATCHES = 10;

/** The first training batches of a task, in the order of epoch 0. */
export async function* firstBatches({ batches: { train } }: Task): AsyncGenerator<Batch, void> {
  let count = 0;
  for await (const batch of train.epoch(0)) {
    yield batch;
    if (++count === PROBE_BATCHES) return;
  }
}
