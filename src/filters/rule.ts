/**
 * What a rule is: how one class of layers passes channels on.
 *
 * @module
 */

import { InputError } from "../errors.ts";
import type { Channels } from "./channel.ts";
import type { Couplings } from "./couplings.ts";
import { textOf } from "./layer_reading.ts";
import type { Call } from "./walk.ts";

/** One application of a layer, seen by its rule. */
export interface Application extends Call<Channels> {
  /** The first input's channels: the only one's, but for merging layers. */
  readonly input: Channels;
  /** The layer is applied in several places, so its parameters may outlive a channel that passes through here. */
  readonly shared: boolean;
}

/**
 * How a class of layers turns its inputs' channels into its output's. It registers the layer's filters and variables
 * with the couplings on the way.
 */
export type Rule = (at: Application, couplings: Couplings) => Channels;

/** The channels behind something that turns zero into another value. */
export function spoken(channels: Channels, { pool }: Couplings): Channels {
  return channels.map((channel) => pool.altered(channel, false));
}

const silent = new Set(
  "linear relu relu6 elu selu tanh softsign swish mish gelu gelu_new".split(" "),
);
const speaking = new Set(["sigmoid", "hardSigmoid", "softplus"]);
const mixing = new Set(["softmax", "logSoftmax"]);

/**
 * The channels behind the layer's `activation`.
 *
 * A softmax shows every channel in every other, so no filter may go from under it; at the end of a classifier, behind a
 * dense layer, there is none.
 *
 * @throws {InputError} If the activation is none of tfjs' own.
 */
export function activated(channels: Channels, at: Call<unknown>, couplings: Couplings): Channels {
  const activation = textOf(at.layer, "activation") ?? "linear";
  if (silent.has(activation)) return channels;
  if (speaking.has(activation)) return spoken(channels, couplings);
  if (!mixing.has(activation)) {
    throw new InputError(
      `Cannot trace layer "${at.name}": unknown activation "${activation}", expected one of tfjs' own`,
    );
  }
  couplings.pin(channels);
  return channels;
}
