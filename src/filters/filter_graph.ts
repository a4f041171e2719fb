/**
 * The heart: every filter of a model and everything coupled to it.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { absence } from "./absence.ts";
import type { ConvLayer, FilterId, KernelMatrix } from "./conv_layer.ts";
import type { Couplings, Numbered } from "./couplings.ts";
import { readSlice, rowLength, type Slice } from "./slice.ts";
import { trace } from "./trace.ts";

/** Everything that is absent when some filters are. */
export interface Absent {
  /** The filters asked for and those that follow them: depthwise filters whose input channel has gone. Sorted by layer. */
  readonly filters: readonly FilterId[];
  /** At most one slice for each variable, axis and role. */
  readonly slices: readonly Slice[];
}

/**
 * What belongs to filter f of layer L? The one answer for pruning, freezing, ranking, re-initializing and optimizer
 * surgery.
 *
 * Every channel of an activation has producers. A slice that belongs to a channel or reads it is absent when all
 * producers of the channel are absent; a channel that is also made of something else (the image, a dense layer)
 * never is. So behind a residual add the consumers stay until every summed filter has gone, and a filter that goes
 * singly takes only its own weights and what lies before the add.
 */
export interface FilterGraph {
  /** The model's convolutions in the order they run; the first one reads the image. */
  readonly layers: readonly ConvLayer[];

  /**
   * A copy of a convolution's filters, [filters, fanIn].
   *
   * @throws {RangeError} If the model has no such convolution.
   */
  kernelMatrix(layer: string): Promise<KernelMatrix>;

  /**
   * Everything that is absent when exactly these filters are: with these slices zero (and moving variances 1) the
   * model computes what the physically smaller one does.
   *
   * @throws {RangeError} If a filter does not exist or a model output shows it.
   */
  absent(filters: Iterable<FilterId>): Absent;

  /**
   * The filters whose channels are summed with this one's, itself included.
   *
   * @throws {RangeError} If there is no such filter.
   */
  group(filter: FilterId): readonly FilterId[];
}

/**
 * Walks a model's topology and couples everything in it to its filters. Variables are named, not read; no tensor is
 * made.
 *
 * @throws {InputError} If the model has a layer whose channels cannot be followed; the message names it.
 *
 * @example All that goes with one filter
 * ```ts ignore
 * const graph = filterGraph(model);
 * for (const { variable, role, indices } of graph.absent([{ layer: "conv2", filter: 7 }]).slices) {
 *   console.log(variable.name, role, indices);
 * }
 * ```
 */
export function filterGraph(model: tf.LayersModel): FilterGraph {
  return new TracedGraph(trace(model));
}

class TracedGraph implements FilterGraph {
  readonly layers: readonly ConvLayer[];
  readonly #couplings: Couplings;
  readonly #convolutions: ReadonlyMap<string, Numbered>;
  readonly #filters: readonly FilterId[];
  readonly #groups: readonly (readonly number[])[];

  constructor(couplings: Couplings) {
    const convolutions = [...couplings.convolutions.values()];
    const numbersOf = ({ first, convolution }: Numbered) =>
      Array.from({ length: convolution.filters }, (_, i) => first + i);
    this.#couplings = couplings;
    this.#convolutions = new Map(convolutions.map((each) => [each.convolution.name, each]));
    this.layers = convolutions.map((numbered) => ({
      ...numbered.convolution,
      removable: !numbersOf(numbered).some((number) => couplings.pinned.has(number)),
    }));
    this.#filters = this.layers.flatMap(({ name, filters }) =>
      Array.from({ length: filters }, (_, filter) => ({ layer: name, filter }))
    );
    this.#groups = merged(
      this.#filters.length,
      couplings.summed.map(({ producers }) => producers),
    );
  }

  async kernelMatrix(layer: string): Promise<KernelMatrix> {
    const { kernel: { variable, shape, axis }, convolution } = this.#convolution(layer);
    const indices = Array.from({ length: convolution.filters }, (_, i) => i);
    const region = { shape, axis, indices };
    const data = readSlice(await variable.data<"float32">(), region);
    return { rows: convolution.filters, columns: rowLength(region), data };
  }

  absent(filters: Iterable<FilterId>): Absent {
    const chosen = new Set<number>();
    for (const filter of filters) {
      const number = this.#number(filter);
      if (this.#couplings.pinned.has(number)) {
        throw new RangeError(
          `filter ${filter.filter} of "${filter.layer}" cannot be absent: a model output shows it`,
        );
      }
      chosen.add(number);
    }
    const absent = absence(this.#couplings, chosen);
    return { filters: this.#named(absent.filters), slices: absent.slices };
  }

  group(filter: FilterId): readonly FilterId[] {
    return this.#named(this.#groups[this.#number(filter)] ?? []);
  }

  #named(numbers: readonly number[]): FilterId[] {
    return numbers.flatMap((number) => this.#filters[number] ?? []);
  }

  #convolution(layer: string): Numbered {
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

/** The classes of 0 … size - 1 when the members of each set are one class; indexed by member, each sorted. */
function merged(size: number, sets: readonly (readonly number[])[]): (readonly number[])[] {
  const classes = Array.from({ length: size }, (_, number) => [number]);
  for (const set of sets) {
    const all = new Set(set.flatMap((number) => classes[number] ?? []));
    const sorted = [...all].sort((a, b) => a - b);
    for (const number of sorted) classes[number] = sorted;
  }
  return classes;
}
