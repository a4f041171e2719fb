/**
 * Every filter of a model and everything that belongs to it.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import type { Matrix } from "../linalg/mod.ts";
import { absence } from "./absence.ts";
import type { BatchNorm, BatchNormUse } from "./batch_norm.ts";
import type { ChannelUses, NumberedConvolution } from "./channel_uses.ts";
import type { ConvLayer, FilterId } from "./conv_layer.ts";
import type { LayerApplication } from "./layer_applications.ts";
import { readSlice, rowLength, type Slice } from "./slice.ts";
import { traceChannels, type TracedModel, type UnknownLayers } from "./trace_channels.ts";

/** Everything that is absent when some filters are. */
export interface Absent {
  /** The filters asked for, and the depthwise filters whose input channel is absent with them. Sorted by layer. */
  readonly filters: readonly FilterId[];
  /** At most one slice for each variable, axis and role. */
  readonly slices: readonly Slice[];
}

/** How a model is traced. */
export interface FilterGraphOptions {
  /**
   * What to do with a layer whose channels cannot be followed. `"refuse"` throws an error that names it. `"keep"` treats
   * it as a barrier: no filter that it reads can be removed, its outputs are external channels, and
   * {@linkcode FilterGraph.warnings} names it.
   *
   * @default {"refuse"}
   */
  readonly unknown?: UnknownLayers;
}

/**
 * Answers what belongs to filter f of layer L. Pruning, freezing, ranking, re-initialization and changes of optimizer slots
 * all use this answer. `docs/filter_graph.md` explains it with drawings.
 *
 * Every channel of an activation has producers: the filters whose outputs it contains. A slice that belongs to a channel,
 * or reads it, is absent when all producers of the channel are. A channel that also contains something else (a model
 * input, a dense unit) never is. So the layers that read a residual sum keep their weights until every summed filter is
 * removed; removing one filter alone removes only its own weights and those between it and the add.
 */
export interface FilterGraph {
  /** The model's convolutions in the order in which they run. */
  readonly layers: readonly ConvLayer[];

  /** One sentence for each layer that was kept although its channels cannot be followed. */
  readonly warnings: readonly string[];

  /**
   * A copy of a convolution's filters.
   *
   * @param layer The convolution's name.
   * @returns One filter per row, its weights in the order (height, width, input channel). Shape [filters, fanIn].
   * @throws {RangeError} If the model has no such convolution.
   */
  kernelMatrix(layer: string): Promise<Matrix>;

  /**
   * All filters of a convolution as a slice of its kernel, also where they must not be removed: for reading values of the
   * kernel's layout, such as its gradient, as {@linkcode FilterGraph.kernelMatrix} does.
   *
   * @param layer The convolution's name.
   * @returns The slice of role `kernel` with every filter.
   * @throws {RangeError} If the model has no such convolution.
   */
  kernelSlice(layer: string): Slice;

  /**
   * Everything that is absent when exactly these filters are. With these slices zero (and moving variances one) the model
   * computes what the physically smaller model does.
   *
   * @param filters The filters to remove.
   * @returns All absent filters and slices.
   * @throws {RangeError} If a filter does not exist or must not be removed; the message says why.
   */
  absent(filters: Iterable<FilterId>): Absent;

  /**
   * The batch normalization that reads exactly the filters of a convolution: directly, or after an activation or a pooling.
   * Where several do, it is the one that comes before all others. One that reads a concatenation or a sum of several
   * convolutions belongs to none of them.
   *
   * @param layer The convolution's name.
   * @returns The batch normalization; undefined if there is none, or several of which none comes first.
   * @throws {RangeError} If the model has no such convolution.
   */
  batchNormOf(layer: string): BatchNorm | undefined;
}

/**
 * Traces a model's topology and attaches every variable in it to filters. Variables are named, not read. No tensor is
 * created.
 *
 * @param models The model, or several models that share layers. Several are joined at the layers, variables and symbolic
 * tensors that they have in common: a layer that occurs in two of them is one layer, and an output of one model on which
 * another builds does not count as an output.
 * @param options What to do with layers of unknown class.
 * @returns The graph. It refers to the models' variables and stays valid while they are trained.
 * @throws {InputError} If a layer's channels cannot be followed; the message names it.
 *
 * @example Everything that belongs to one filter
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { filterGraph } from "./mod.ts";
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ name: "conv1", filters: 4, kernelSize: 3, inputShape: [8, 8, 1] }),
 *     tf.layers.reLU(),
 *     tf.layers.conv2d({ name: "conv2", filters: 2, kernelSize: 3, useBias: false }),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 3 }),
 *   ],
 * });
 * const { slices } = filterGraph(model).absent([{ layer: "conv1", filter: 3 }]);
 * assert.deepEqual(
 *   slices.map(({ role, shape, axis, indices }) => ({ role, shape, axis, indices })),
 *   [
 *     { role: "kernel", shape: [3, 3, 1, 4], axis: 3, indices: [3] },
 *     { role: "bias", shape: [4], axis: 0, indices: [3] },
 *     { role: "consumer", shape: [3, 3, 4, 2], axis: 2, indices: [3] },
 *   ],
 * );
 * ```
 */
export function filterGraph(
  models: tf.LayersModel | readonly tf.LayersModel[],
  { unknown = "refuse" }: FilterGraphOptions = {},
): FilterGraph {
  return new TracedGraph(traceChannels(models, unknown));
}

class TracedGraph implements FilterGraph {
  readonly layers: readonly ConvLayer[];
  readonly warnings: readonly string[];
  readonly #uses: ChannelUses;
  readonly #applications: readonly LayerApplication[];
  readonly #convolutions: ReadonlyMap<string, NumberedConvolution>;
  readonly #filters: readonly FilterId[];

  constructor({ uses, applications }: TracedModel) {
    const convolutions = [...uses.convolutions.values()];
    this.#uses = uses;
    this.#applications = applications;
    this.#convolutions = new Map(convolutions.map((each) => [each.convolution.name, each]));
    this.layers = convolutions.map((each) => ({
      ...each.convolution,
      removable: !numbersOf(each).some((number) => uses.unremovable.has(number)),
      readsInput: each.readsInput,
    }));
    this.warnings = uses.warnings;
    this.#filters = this.layers.flatMap(({ name, filters }) =>
      Array.from({ length: filters }, (_, filter) => ({ layer: name, filter }))
    );
  }

  async kernelMatrix(layer: string): Promise<Matrix> {
    const slice = this.kernelSlice(layer);
    const data = readSlice(await slice.variable.data<"float32">(), slice);
    return { rows: slice.indices.length, columns: rowLength(slice), data };
  }

  kernelSlice(layer: string): Slice {
    const { kernel, convolution } = this.#convolution(layer);
    const indices = Array.from({ length: convolution.filters }, (_, i) => i);
    return { ...kernel, role: "kernel", indices };
  }

  absent(filters: Iterable<FilterId>): Absent {
    const chosen = new Set<number>();
    for (const filter of filters) {
      const number = this.#number(filter);
      const why = this.#uses.unremovable.get(number);
      if (why !== undefined) {
        throw new RangeError(
          `filter ${filter.filter} of "${filter.layer}" cannot be absent: ${why}`,
        );
      }
      chosen.add(number);
    }
    const absent = absence(this.#uses, chosen);
    return {
      filters: absent.filters.flatMap((number) => this.#filters[number] ?? []),
      slices: absent.slices,
    };
  }

  batchNormOf(layer: string): BatchNorm | undefined {
    const numbers = numbersOf(this.#convolution(layer));
    const exact = [...this.#uses.batchNorms.values()].filter(({ norm }) => {
      const channels = this.#uses.attachedTo(norm.movingMean, "movingMean");
      return channels.length === numbers.length &&
        channels.every(({ producers, external }, i) =>
          !external && producers.length === 1 && producers[0] === numbers[i]
        );
    });
    const first = exact.find((each) =>
      exact.every((other) => other === each || this.#isAfter(other, each))
    );
    return first?.norm;
  }

  /** Whether a batch normalization reads, directly or through other layers, what an earlier one outputs. */
  #isAfter(later: BatchNormUse, earlier: BatchNormUse): boolean {
    const read = new Set<number>();
    later.applications.forEach((index) => addInputs(index, this.#applications, read));
    return earlier.applications.some((index) =>
      this.#applications[index]?.outputs.some((value) => read.has(value))
    );
  }

  #convolution(layer: string): NumberedConvolution {
    const found = this.#convolutions.get(layer);
    if (found === undefined) throw new RangeError(`the model has no convolution "${layer}"`);
    return found;
  }

  #number({ layer, filter }: FilterId): number {
    const { first, convolution } = this.#convolution(layer);
    if (!Number.isInteger(filter) || filter < 0 || filter >= convolution.filters) {
      throw new RangeError(
        `"${layer}" has no filter ${filter}, its filters are 0 to ${convolution.filters - 1}`,
      );
    }
    return first + filter;
  }
}

/** The numbers of a convolution's filters in the model. */
function numbersOf({ first, convolution }: NumberedConvolution): number[] {
  return Array.from({ length: convolution.filters }, (_, i) => first + i);
}

/** Adds every value on which an application depends. */
function addInputs(
  index: number,
  applications: readonly LayerApplication[],
  values: Set<number>,
): void {
  const maker = new Map(
    applications.flatMap(({ outputs }, i) => outputs.map((value) => [value, i] as const)),
  );
  const pending = [index];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const value of applications[next]?.inputs ?? []) {
      const made = maker.get(value);
      if (values.has(value) || made === undefined) continue;
      values.add(value);
      pending.push(made);
    }
  }
}
