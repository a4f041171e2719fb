/**
 * What a channel of an activation is made of.
 *
 * @module
 */

/** One channel (one index along the last axis of an activation). Equal channels of one pool are the same object. */
export interface Channel {
  /** The filters that make it, by their number in the whole model; several where a residual add sums them. Sorted. */
  readonly producers: readonly number[];
  /** Something that is no filter is also in it: a channel of the image, a unit of a dense layer. */
  readonly external: boolean;
  /** It is zero everywhere once all its producers are absent; false behind a sigmoid, whose value at 0 is 1/2. */
  readonly silent: boolean;
}

/** The channels of one activation, along its last axis. */
export type Channels = readonly Channel[];

/** Makes channels, each kind once: flattening 512 maps of 7 x 7 repeats 512 objects, and unions are found again. */
export class ChannelPool {
  readonly #known = new Map<string, Channel>();

  /** A channel that no filter has made. */
  get external(): Channel {
    return this.#intern([], true, true);
  }

  /** The channel that is zero whatever happens: in a sum it adds nothing, and nobody's absence makes it absent. */
  get zero(): Channel {
    return this.#intern([], false, true);
  }

  /** The channel that one filter makes. */
  filter(number: number): Channel {
    return this.#intern([number], false, true);
  }

  /** The channel that is made of all these: absent when all of them are. */
  union(channels: Channels): Channel {
    const [first] = channels;
    if (first !== undefined && channels.every((channel) => channel === first)) return first;
    const producers = new Set(channels.flatMap((channel) => channel.producers));
    return this.#intern(
      [...producers].sort((a, b) => a - b),
      channels.some((channel) => channel.external),
      channels.every((channel) => channel.silent),
    );
  }

  /**
   * The channel behind something that may turn zero into another value.
   *
   * @param silent Whether it is zero again when its producers are absent.
   */
  altered(channel: Channel, silent: boolean): Channel {
    const { producers, external } = channel;
    return producers.length === 0 ? this.external : this.#intern(producers, external, silent);
  }

  #intern(producers: readonly number[], external: boolean, silent: boolean): Channel {
    const key = `${producers.join()}${external ? "+" : ""}${silent ? "" : "!"}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const channel = { producers, external, silent };
    this.#known.set(key, channel);
    return channel;
  }
}
