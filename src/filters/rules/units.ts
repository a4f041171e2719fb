/**
 * Rules of the layers whose outputs are units: combinations of all input channels, which are not filters.
 *
 * @module
 */

import type { Channels } from "../channel.ts";
import type { ChannelUses } from "../channel_uses.ts";
import { flagOf, requiredVariableOf, UntraceableLayer } from "../layer_reading.ts";
import type { Rule, RuleCall } from "./rule.ts";

/** One external channel for each index of the output's last axis. */
function units({ outputShape }: RuleCall, { pool }: ChannelUses): Channels {
  return Array.from({ length: outputShape.at(-1) ?? 1 }, () => pool.external);
}

/** Row c of the kernel reads channel c. */
const dense: Rule = (call, uses) => {
  const variable = requiredVariableOf(call.layer, "kernel");
  uses.attach({ variable, role: "consumer", axis: 0, channels: call.input });
  return units(call, uses);
};

/** Looks rows up by number: what it reads are indices, not channels. */
const embedding: Rule = (call, uses) => {
  uses.forbidRemoval(call.input, `"${call.name}" reads it as an index`);
  return units(call, uses);
};

/** Row c of the kernel reads channel c of each step. Filters that an initial state reads must stay. */
const recurrent: Rule = (call, uses) => {
  const { layer, name, inputs } = call;
  if (flagOf(layer, "returnState")) {
    throw new UntraceableLayer(
      name,
      "it has returnState",
      ", expected a recurrent layer with one output",
    );
  }
  uses.forbidRemoval(inputs.slice(1).flat(), `"${name}" reads it as an initial state`);
  return dense(call, uses);
};

/** Wrappers run a layer in a way that its own rule does not describe. */
const refused: Rule = ({ layer, name }) => {
  throw new UntraceableLayer(
    name,
    `its class ${layer.getClassName()} is a wrapper`,
    ", which is not supported (use the layer that it wraps)",
  );
};

/** Layer class -> rule. */
export const unitRules: Readonly<Record<string, Rule>> = {
  Dense: dense,
  Embedding: embedding,
  SimpleRNN: recurrent,
  GRU: recurrent,
  LSTM: recurrent,
  Bidirectional: refused,
  TimeDistributed: refused,
};
