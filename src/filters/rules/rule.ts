/**
 * What a rule is: how one class of layers passes channels on.
 *
 * @module
 */

import type { Channels } from "../channel.ts";
import type { ChannelUses } from "../channel_uses.ts";
import type { LayerApplication } from "../layer_applications.ts";
import { textOf, UntraceableLayer } from "../layer_reading.ts";

/** One application of a layer: the input of its rule. */
export interface RuleCall extends Pick<LayerApplication, "layer" | "name" | "inputShapes"> {
  /** The application's index in the model. */
  readonly index: number;
  /** The channels of the first input; merging layers have more. */
  readonly input: Channels;
  /** The channels of each input; none for an input layer. */
  readonly inputs: readonly Channels[];
  /** The first output's shape, batch axis first. */
  readonly outputShape: LayerApplication["outputShapes"][number];
  /** The layer is applied several times, so a channel may be absent in one application and present in another. */
  readonly shared: boolean;
}

/**
 * How a class of layers turns the channels of its inputs into those of its output. The rule registers the layer's
 * filters and variables with the uses. It throws before it registers anything.
 */
export type Rule = (call: RuleCall, uses: ChannelUses) => Channels;

/** Marks channels as not zero-preserving: f(0) != 0, so a removed filter would still produce output. */
export function notZeroPreserving(channels: Channels, { pool }: ChannelUses): Channels {
  return channels.map((channel) => pool.withZeroPreserving(channel, false));
}

/** Channels of which each depends on all others: none of their filters may be removed. */
export function mixed(channels: Channels, { name }: RuleCall, uses: ChannelUses): Channels {
  uses.forbidRemoval(channels, `"${name}" mixes it with other channels`);
  return channels;
}

const zeroAtZero = new Set(
  "linear relu relu6 elu selu tanh softsign swish mish gelu gelu_new".split(" "),
);
const positiveAtZero = new Set(["sigmoid", "hardSigmoid", "softplus"]);
const acrossChannels = new Set(["softmax", "logSoftmax"]);

/**
 * The channels after the layer's `activation`. A softmax mixes all channels. The one at the end of a classifier follows a
 * dense layer, whose units are no filters.
 *
 * @throws {UntraceableLayer} If the activation is none of tfjs' own.
 */
export function activated(channels: Channels, call: RuleCall, uses: ChannelUses): Channels {
  const activation = activationOf(call);
  if (zeroAtZero.has(activation)) return channels;
  if (positiveAtZero.has(activation)) return notZeroPreserving(channels, uses);
  return mixed(channels, call, uses);
}

/**
 * The name of a layer's activation.
 *
 * @throws {UntraceableLayer} If it is none of tfjs' own.
 */
export function activationOf({ layer, name }: RuleCall): string {
  const activation = textOf(layer, "activation") ?? "linear";
  if ([zeroAtZero, positiveAtZero, acrossChannels].some((known) => known.has(activation))) {
    return activation;
  }
  throw new UntraceableLayer(
    name,
    `unknown activation "${activation}"`,
    ", expected one of tfjs' own",
  );
}
