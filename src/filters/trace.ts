/**
 * Follows every channel of a model from the image to the outputs.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";
import type { Channels } from "./channel.ts";
import { convolutionRules } from "./convolution_rules.ts";
import { Couplings } from "./couplings.ts";
import { layerRules } from "./layer_rules.ts";
import { walk } from "./walk.ts";

/** Layer class -> how it passes channels on. A class that is not here is refused. */
const rules = { ...convolutionRules, ...layerRules };

/**
 * Applies each layer's rule in the order the layers run.
 *
 * @throws {InputError} If a layer has no rule or its configuration mixes channels.
 */
export function trace(model: tf.LayersModel): Couplings {
  const uses = new Map<tf.layers.Layer, number>();
  walk(model, ({ layer }) => {
    uses.set(layer, (uses.get(layer) ?? 0) + 1);
    return layer;
  });
  const couplings = new Couplings();
  const outputs = walk<Channels>(model, (call) => {
    const { layer, name, inputs } = call;
    const kind = layer.getClassName();
    const rule = rules[kind];
    if (rule === undefined) {
      throw new InputError(
        `Cannot trace layer "${name}": its class ${kind} is unknown, expected one of ${
          Object.keys(rules).join(", ")
        }`,
      );
    }
    const shared = (uses.get(layer) ?? 0) > 1;
    return rule({ ...call, input: inputs[0] ?? [], shared }, couplings);
  });
  couplings.pin(outputs.flat());
  pinLeaders(couplings);
  return couplings;
}

/** A depthwise filter goes with the channel it reads, so where it may not go that channel may not either. */
function pinLeaders(couplings: Couplings): void {
  const { follows, pinned } = couplings;
  for (let before = -1; before < pinned.size;) {
    before = pinned.size;
    for (const [number, channel] of follows) if (pinned.has(number)) couplings.pin([channel]);
  }
}
