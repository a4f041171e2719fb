/**
 * Rules of the layers that merge several activations.
 *
 * @module
 */

import { canBeAbsent, type Channel, type Channels } from "../channel.ts";
import type { ChannelUses } from "../channel_uses.ts";
import { numberOf, UntraceableLayer } from "../layer_reading.ts";
import type { Rule } from "./rule.ts";

const concatenate: Rule = ({ layer, name, inputs, outputShape }) => {
  const axis = numberOf(layer, "axis") ?? -1;
  if (axis !== -1 && axis !== outputShape.length - 1) {
    throw new UntraceableLayer(
      name,
      `it concatenates along axis ${axis}`,
      ", expected the channels' (the last)",
    );
  }
  return inputs.flat();
};

/** Add and average: the output channel depends on the same filters for any sign or scale. */
const sum: Rule = ({ name, inputs }, uses) => {
  const widths = new Set(inputs.map((channels) => channels.length));
  if (widths.size > 1) {
    throw new UntraceableLayer(
      name,
      `it sums ${[...widths].join(" and ")} channels`,
      ", expected as many in each input",
    );
  }
  return uses.joinEach(inputs);
};

/** A product, channel by channel. A factor of one channel (a map of attention) is multiplied with each channel. */
const multiply: Rule = ({ name, inputs }, uses) => {
  const width = Math.max(...inputs.map((channels) => channels.length));
  if (inputs.some(({ length }) => length !== width && length !== 1)) {
    throw new UntraceableLayer(
      name,
      `it multiplies ${inputs.map(({ length }) => length).join(" and ")} channels`,
      ", expected as many in each input, or one",
    );
  }
  return Array.from(
    { length: width },
    (_, i) =>
      product(inputs.flatMap((channels) => channels[channels.length === 1 ? 0 : i] ?? []), {
        name,
        repeated: (channel) =>
          width > 1 && inputs.some(({ length, 0: only }) => length === 1 && only === channel),
        uses,
      }),
  );
};

/**
 * The channel of a product. It is absent when **any** factor is, while channels of all other layers are absent when all
 * of their producers are. So one factor decides when the product is absent:
 *
 * - No factor can be absent (image, dense units): the product is external.
 * - The producers of one factor are among those of every other factor, as in `x * sigmoid(x)` or with an external gate
 *   (squeeze and excitation): the product is absent exactly when this factor is.
 * - Otherwise the first zero-preserving factor decides; factors that are repeated over several channels are considered
 *   last. The filters of the others must not be removed: removing a gate's filter would zero the product although the
 *   filters of the deciding factor are still there.
 */
function product(
  factors: Channels,
  { name, repeated, uses }: {
    readonly name: string;
    readonly repeated: (channel: Channel) => boolean;
    readonly uses: ChannelUses;
  },
): Channel {
  const { pool } = uses;
  if (factors.includes(pool.zero)) return pool.zero;
  const removable = factors.filter(canBeAbsent);
  const [least] = removable.toSorted((a, b) => a.producers.length - b.producers.length);
  if (least === undefined) return pool.union(factors);
  const isWithin = (channel: Channel, other: Channel) =>
    channel.producers.every((number) => other.producers.includes(number));
  let decides = least;
  if (!removable.every((factor) => isWithin(least, factor))) {
    const rank = (factor: Channel) => (repeated(factor) ? 2 : 0) + (factor.zeroPreserving ? 0 : 1);
    decides = removable.toSorted((a, b) => rank(a) - rank(b))[0] ?? least;
    const others = removable.filter((factor) => factor !== decides);
    uses.forbidRemoval(others, `"${name}" multiplies it with channels that would stay`);
  }
  const isZero = removable.some((factor) => factor.zeroPreserving && isWithin(factor, decides));
  return pool.withZeroPreserving(decides, isZero, factors.some(({ fromInput }) => fromInput));
}

/** Layer class -> rule. */
export const mergeRules: Readonly<Record<string, Rule>> = {
  Concatenate: concatenate,
  Add: sum,
  Average: sum,
  Multiply: multiply,
};
