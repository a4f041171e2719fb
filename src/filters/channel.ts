/**
 * What one channel of an activation depends on.
 *
 * @module
 */

/** One channel: one index along the last axis of an activation. Equal channels of one pool are the same object. */
export interface Channel {
  /**
   * The filters that produce it, by their number in the model. Several filters where a residual add sums their
   * outputs. Sorted.
   */
  readonly producers: readonly number[];
  /** It also depends on something other than filters: a model input, or a unit of a dense layer. */
  readonly external: boolean;
  /** It contains a channel of a model input that no filter and no dense unit has processed. */
  readonly fromInput: boolean;
  /**
   * It is zero when all its producers are removed. False after a layer with f(0) != 0: a sigmoid still outputs 1/2.
   */
  readonly zeroPreserving: boolean;
}

/** The channels of one activation, along its last axis. */
export type Channels = readonly Channel[];

/**
 * Creates channels and returns the same object for equal ones: a flattened activation of 512 channels and 7 x 7
 * positions repeats 512 objects, and comparing two channels is comparing two references.
 */
export class ChannelPool {
  readonly #known = new Map<string, Channel>();

  /** A channel of a model input. */
  get input(): Channel {
    return this.#intern([], true, true, true);
  }

  /** A channel that no filter produces, such as a unit of a dense layer. */
  get external(): Channel {
    return this.#intern([], true, false, true);
  }

  /** A channel that is constant zero (padding). It never makes a sum's channel removable. */
  get zero(): Channel {
    return this.#intern([], false, false, true);
  }

  /** The channel that one filter produces. */
  filter(number: number): Channel {
    return this.#intern([number], false, false, true);
  }

  /** The channel that depends on all of these: absent when all of them are. */
  union(channels: Channels): Channel {
    const [first] = channels;
    if (first !== undefined && channels.every((channel) => channel === first)) return first;
    const producers = new Set(channels.flatMap((channel) => channel.producers));
    return this.#intern(
      [...producers].sort((a, b) => a - b),
      channels.some((channel) => channel.external),
      channels.some((channel) => channel.fromInput),
      channels.every((channel) => channel.zeroPreserving),
    );
  }

  /**
   * The channel after a layer that treats each channel separately.
   *
   * @param zeroPreserving Whether it is zero there when its producers are removed.
   * @param fromInput Whether it contains a channel of a model input there.
   */
  withZeroPreserving(
    { producers, external, fromInput: before }: Channel,
    zeroPreserving: boolean,
    fromInput: boolean = before,
  ): Channel {
    if (producers.length === 0) return fromInput ? this.input : this.external;
    return this.#intern(producers, external, fromInput, zeroPreserving);
  }

  #intern(
    producers: readonly number[],
    external: boolean,
    fromInput: boolean,
    zeroPreserving: boolean,
  ): Channel {
    const key = `${producers.join()}${external ? "+" : ""}${fromInput ? "i" : ""}${
      zeroPreserving ? "" : "!"
    }`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const channel = { producers, external, fromInput, zeroPreserving };
    this.#known.set(key, channel);
    return channel;
  }
}

/** Whether removing some set of filters can remove the channel: it has producers and depends on nothing else. */
export function canBeAbsent({ producers, external }: Channel): boolean {
  return producers.length > 0 && !external;
}
