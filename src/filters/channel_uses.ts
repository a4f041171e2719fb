/**
 * Which variables use which channels: collected by the rules of layers, one layer after the other.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { type BatchNorm, type BatchNormUse, batchNormVariables } from "./batch_norm.ts";
import { canBeAbsent, type Channel, ChannelPool, type Channels } from "./channel.ts";
import type { Convolution } from "./conv_layer.ts";
import type { Role } from "./slice.ts";

/** One axis of one variable, and for each index along it the channel that the index belongs to or reads. */
export interface AxisUse {
  readonly variable: tf.Variable;
  readonly role: Role;
  /** The shape in which the variable's values are viewed. */
  readonly shape: readonly number[];
  readonly axis: number;
  readonly channels: Channels;
}

/** The variable that holds a convolution's kernel, viewed so that `axis` counts the filters. */
export type KernelAxis = Pick<AxisUse, "variable" | "shape" | "axis">;

/** A convolution, the number of its first filter in the model, and its kernel. */
export interface NumberedConvolution {
  readonly convolution: Convolution;
  readonly first: number;
  readonly kernel: KernelAxis;
  readonly readsInput: boolean;
}

/** A convolution as the rule of its layer describes it. */
export interface ConvolutionUse {
  readonly convolution: Convolution;
  readonly kernel: KernelAxis;
  readonly bias: tf.Variable | undefined;
  /** The channels of the layer's input. */
  readonly input: Channels;
  /** For a depthwise convolution: the input channel that each filter reads. The filter is absent with that channel. */
  readonly tiedTo?: Channels;
}

const NOT_ZERO =
  "it would not become zero, and filters that stay share a channel or a weight with it";

/**
 * The collector that the rules of layers write to. Filters are numbered consecutively over all convolutions of the model.
 */
export class ChannelUses {
  readonly pool: ChannelPool;
  /** Convolutions by the id of the variable that holds the kernel. */
  readonly convolutions: Map<number, NumberedConvolution> = new Map();
  /** Depthwise filters and the input channel that each reads. */
  readonly tiedTo: Map<number, Channel> = new Map();
  /** Filters that must not be removed, and why. */
  readonly unremovable: Map<number, string> = new Map();
  /** Variables that must not be written, by id, and why. */
  readonly readOnly: Map<number, string> = new Map();
  /** Batch normalizations by the id of their moving mean. */
  readonly batchNorms: Map<number, BatchNormUse> = new Map();
  /** One sentence for each layer that was kept although its class is unknown. */
  readonly warnings: string[] = [];
  readonly #axisUses = new Map<string, AxisUse>();
  readonly #earlier: ChannelUses | undefined;
  #filters = 0;

  /**
   * @param earlier What an earlier pass over the same model collected: it has all uses of a shared layer's variables.
   */
  constructor(earlier?: ChannelUses) {
    this.#earlier = earlier;
    this.pool = earlier?.pool ?? new ChannelPool();
  }

  /** All uses, in the order of their first mention. */
  get axisUses(): Iterable<AxisUse> {
    return this.#axisUses.values();
  }

  /**
   * Registers a convolution and returns the channels that it produces. However often its layer is applied, and in
   * any nested models, it is one convolution with the name of its first application.
   */
  convolve({ convolution, kernel, bias, input, tiedTo }: ConvolutionUse): Channels {
    const known = this.convolutions.get(kernel.variable.id);
    const first = known?.first ?? this.#filters;
    const numbers = Array.from({ length: convolution.filters }, (_, i) => first + i);
    const channels = numbers.map((number) => this.pool.filter(number));
    const readsInput = input.some(({ fromInput }) => fromInput);
    if (known === undefined) {
      this.#filters += convolution.filters;
      this.convolutions.set(kernel.variable.id, { convolution, first, kernel, readsInput });
      this.attach({ ...kernel, role: "kernel", channels });
      this.attach({ variable: bias, role: "bias", channels });
    } else if (readsInput) {
      this.convolutions.set(kernel.variable.id, { ...known, readsInput });
    }
    tiedTo?.forEach((channel, i) => {
      const number = first + i;
      const before = this.tiedTo.get(number);
      this.tiedTo.set(number, before === undefined ? channel : this.join([before, channel]));
    });
    return channels;
  }

  /** Registers one application of a batch normalization. */
  normalize(norm: BatchNorm, channels: Channels, application: number): void {
    for (const [role, variable] of batchNormVariables(norm)) {
      this.attach({ variable, role, channels });
    }
    const { id } = norm.movingMean;
    const applications = [...this.batchNorms.get(id)?.applications ?? [], application];
    this.batchNorms.set(id, { norm: this.batchNorms.get(id)?.norm ?? norm, applications });
  }

  /**
   * States which channels the indices along one axis of a variable belong to or read. A variable of a shared layer is
   * used several times; its slice is absent when the channels of all uses are.
   *
   * @param use Without `shape` and `axis`, the variable's last axis. Without a variable nothing is attached.
   */
  attach(
    use:
      & { readonly variable: tf.Variable | undefined }
      & Pick<AxisUse, "role" | "channels">
      & Partial<Pick<AxisUse, "shape" | "axis">>,
  ): void {
    const { variable, role } = use;
    if (variable === undefined) return;
    const { shape = variable.shape, axis = shape.length - 1 } = use;
    const key = `${variable.id} ${axis} ${role}`;
    const before = this.#axisUses.get(key)?.channels;
    const channels = before === undefined ? use.channels : this.joinEach([before, use.channels]);
    this.#axisUses.set(key, { variable, role, shape, axis, channels });
  }

  /** The channels attached so far along the last axis of a variable. */
  attachedTo(variable: tf.Variable, role: Role): Channels {
    return this.#axisUses.get(`${variable.id} ${variable.shape.length - 1} ${role}`)?.channels ??
      [];
  }

  /**
   * Whether index i of a shared layer's variable is zeroed as soon as this channel is absent: all applications of the
   * layer put the same filters there. Unknown, and thus false, in the first pass over a model.
   */
  isZeroedWith(channel: Channel, variable: tf.Variable, role: Role, i: number): boolean {
    const all = this.#earlier?.attachedTo(variable, role)[i];
    return all !== undefined && parts(all) === parts(channel);
  }

  /** Joins activations channel by channel: each result is absent when all of its parts are. */
  joinEach(operands: readonly Channels[]): Channels {
    const [first = []] = operands;
    return first.map((_, i) => this.join(operands.flatMap((channels) => channels[i] ?? [])));
  }

  /**
   * Several channels share one slice, or are summed into one channel. The slice is zeroed only when all of them are
   * absent. A channel that is not zero-preserving therefore must not be removed on its own.
   */
  join(channels: Channels): Channel {
    const union = this.pool.union(channels);
    this.forbidRemoval(
      channels.filter((channel) => !channel.zeroPreserving && parts(channel) < parts(union)),
      NOT_ZERO,
    );
    return union;
  }

  /**
   * Forbids the removal of every filter that produces one of these channels.
   *
   * @param why Ends the sentence "The filter cannot be absent: …".
   */
  forbidRemoval(channels: Channels, why: string): void {
    for (const { producers } of new Set(channels)) {
      for (const number of producers) {
        if (!this.unremovable.has(number)) this.unremovable.set(number, why);
      }
    }
  }

  /**
   * Forbids the removal of every filter whose absence, alone or together with others, would write to a variable that
   * must not be written.
   */
  forbidWriting(): void {
    for (const { variable, role, channels } of this.axisUses) {
      const isStatistic = role === "movingMean" || role === "movingVariance"; // never trainable for tfjs
      const why = this.readOnly.get(variable.id) ??
        (isStatistic || variable.trainable ? undefined : `"${variable.name}" is not trainable`);
      if (why !== undefined) this.forbidRemoval(channels.filter(canBeAbsent), why);
    }
  }

  /** A depthwise filter is absent with the channel that it reads. If the filter must stay, so must that channel. */
  forbidRemovalBeforeTied(): void {
    for (let before = -1; before < this.unremovable.size;) {
      before = this.unremovable.size;
      for (const [number, channel] of this.tiedTo) {
        const why = this.unremovable.get(number);
        if (why !== undefined) this.forbidRemoval([channel], why);
      }
    }
  }
}

/** On how many filters and external channels a channel depends; a union never makes this number smaller. */
function parts({ producers, external }: Channel): number {
  return producers.length + (external ? 1 : 0);
}
