/**
 * What belongs to what, collected while a model is walked.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { type Channel, ChannelPool, type Channels } from "./channel.ts";
import type { Convolution } from "./conv_layer.ts";
import type { Role } from "./slice.ts";

/** One axis of one variable and the channel that each index along it belongs to or reads. */
export interface Place {
  readonly variable: tf.Variable;
  readonly role: Role;
  readonly shape: readonly number[];
  readonly axis: number;
  readonly channels: Channels;
}

/** A convolution with the number of its first filter and the variable that holds its kernel. */
export interface Numbered {
  readonly convolution: Convolution;
  readonly first: number;
  readonly kernel: Omit<Place, "role" | "channels">;
}

/** A convolution as a layer's rule describes it. */
export interface ConvolutionPlaces {
  readonly convolution: Convolution;
  /** The kernel, viewed so that `axis` counts its filters. */
  readonly kernel: Omit<Place, "role" | "channels">;
  readonly bias: tf.Variable | undefined;
  /** For a depthwise convolution: the input channel each filter reads. It is absent with that channel. */
  readonly follows?: Channels;
}

/** The collector that the rules of layers write to. Filters are numbered through the whole model. */
export class Couplings {
  readonly pool: ChannelPool = new ChannelPool();
  /** By the id of the variable that holds the kernel. */
  readonly convolutions: Map<number, Numbered> = new Map();
  /** Depthwise filters and the channel that each reads. */
  readonly follows: Map<number, Channel> = new Map();
  /** Filters that may not be absent: an output of the model, or something that cannot be silenced, shows them. */
  readonly pinned: Set<number> = new Set();
  /** The channels that sums made of several filters. */
  readonly summed: Channel[] = [];
  readonly #places = new Map<string, Place>();
  #filters = 0;

  get places(): Iterable<Place> {
    return this.#places.values();
  }

  /**
   * Registers a convolution and returns the channels it makes. However often its layer is applied, and from whatever
   * nested models, it is one convolution with the name that it had first.
   */
  convolve({ convolution, kernel, bias, follows }: ConvolutionPlaces): Channels {
    const known = this.convolutions.get(kernel.variable.id);
    const first = known?.first ?? this.#filters;
    const numbers = Array.from({ length: convolution.filters }, (_, i) => first + i);
    const channels = numbers.map((number) => this.pool.filter(number));
    if (known === undefined) {
      this.#filters += convolution.filters;
      this.convolutions.set(kernel.variable.id, { convolution, first, kernel });
      this.belong({ ...kernel, role: "kernel", channels });
      this.belong({ variable: bias, role: "bias", channels });
    }
    follows?.forEach((channel, i) => {
      const number = first + i;
      const before = this.follows.get(number);
      this.follows.set(number, before === undefined ? channel : this.join([before, channel]));
    });
    return channels;
  }

  /**
   * Says which channels the indices along one axis of a variable belong to or read. A variable that is used again, in
   * a shared layer, belongs to all of them: its slice goes when they have all gone.
   *
   * @param place Without `shape` and `axis`, the variable's last axis is meant; without a variable, nothing.
   */
  belong(
    place:
      & { readonly variable: tf.Variable | undefined }
      & Pick<Place, "role" | "channels">
      & Partial<Pick<Place, "shape" | "axis">>,
  ): void {
    const { variable, role } = place;
    if (variable === undefined) return;
    const { shape = variable.shape, axis = shape.length - 1 } = place;
    const key = `${variable.id} ${axis} ${role}`;
    const before = this.#places.get(key)?.channels;
    const channels = before === undefined
      ? place.channels
      : this.joinEach([before, place.channels]);
    this.#places.set(key, { variable, role, shape, axis, channels });
  }

  /** Adds activations channel by channel. */
  sum(operands: readonly Channels[]): Channels {
    const channels = this.joinEach(operands);
    for (const channel of new Set(channels)) {
      if (channel.producers.length > 1) this.summed.push(channel);
    }
    return channels;
  }

  /** Joins activations channel by channel: each result is absent when all of its parts are. */
  joinEach(operands: readonly Channels[]): Channels {
    const [first = []] = operands;
    return first.map((_, i) => this.join(operands.flatMap((channels) => channels[i] ?? [])));
  }

  /**
   * One thing for several channels. It stays until the last of them has gone, so one of them that cannot fall silent
   * alone may not go alone, and is pinned.
   */
  join(channels: Channels): Channel {
    const union = this.pool.union(channels);
    const parts = (channel: Channel) => channel.producers.length + (channel.external ? 1 : 0);
    this.pin(channels.filter((channel) => !channel.silent && parts(channel) < parts(union)));
    return union;
  }

  /** Forbids the absence of whatever makes these channels. */
  pin(channels: Channels): void {
    for (const { producers } of new Set(channels)) {
      for (const number of producers) this.pinned.add(number);
    }
  }
}
