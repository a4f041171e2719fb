/**
 * Follows every channel of a model from its inputs to its outputs.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { Channels } from "./channel.ts";
import { ChannelUses } from "./channel_uses.ts";
import {
  type LayerApplication,
  type LayerApplications,
  layerApplications,
} from "./layer_applications.ts";
import { UntraceableLayer } from "./layer_reading.ts";
import { convolutionRules } from "./rules/convolutions.ts";
import { mergeRules } from "./rules/merges.ts";
import { perChannelRules } from "./rules/per_channel.ts";
import { reshapeRules } from "./rules/reshapes.ts";
import type { Rule } from "./rules/rule.ts";
import { unitRules } from "./rules/units.ts";

/** Layer class -> how it passes channels on. */
const rules: Readonly<Record<string, Rule>> = {
  ...convolutionRules,
  ...perChannelRules,
  ...reshapeRules,
  ...unitRules,
  ...mergeRules,
};

/** What to do with a layer whose channels cannot be followed. */
export type UnknownLayers = "refuse" | "keep";

/** The uses of all channels of a model, and the applications of its layers. */
export interface TracedModel {
  readonly uses: ChannelUses;
  readonly applications: readonly LayerApplication[];
}

/**
 * Applies each layer's rule in the order in which the layers run.
 *
 * @throws {InputError} If a layer's channels cannot be followed and `unknown` is "refuse".
 */
export function traceChannels(
  models: tf.LayersModel | readonly tf.LayersModel[],
  unknown: UnknownLayers,
): TracedModel {
  const list = layerApplications(models);
  const counts = Map.groupBy(list.applications, ({ layer }) => layer);
  const isShared = (layer: tf.layers.Layer) => (counts.get(layer)?.length ?? 0) > 1;
  let uses = applyRules(list, isShared, unknown);
  // Several models often contain the same batch norm twice. Only when all its applications are known is it known when its
  // variables are zeroed. One model is traced once: runs of earlier versions ranked the filters that one pass allows.
  if (Array.isArray(models) && models.length > 1) uses = applyRules(list, isShared, unknown, uses);
  for (const { trainable, layer, name } of list.applications) {
    if (!trainable) forbidWriting(layer, uses, `"${name}" is not trainable`);
  }
  uses.forbidWriting();
  uses.forbidRemovalBeforeTied();
  return { uses, applications: list.applications };
}

function applyRules(
  { applications, outputs }: LayerApplications,
  isShared: (layer: tf.layers.Layer) => boolean,
  unknown: UnknownLayers,
  earlier?: ChannelUses,
): ChannelUses {
  const uses = new ChannelUses(earlier);
  const channels: Channels[] = [];
  for (const [index, application] of applications.entries()) {
    const inputs = application.inputs.map((value) => channels[value] ?? []);
    const [input = []] = inputs;
    const [outputShape = []] = application.outputShapes;
    const shared = isShared(application.layer);
    try {
      const output = ruleOf(application)(
        { ...application, index, input, inputs, outputShape, shared },
        uses,
      );
      const [value = 0] = application.outputs;
      channels[value] = output;
    } catch (error) {
      if (unknown === "refuse" || !(error instanceof UntraceableLayer)) throw error;
      uses.warnings.push(
        `Layer "${application.name}" cannot be traced (${error.why}), so the filters that it reads are never removed`,
      );
      keepInputs(application, inputs, uses);
      application.outputs.forEach((value, i) => {
        channels[value] = barrier(application, i, inputs, uses);
      });
    }
  }
  uses.forbidRemoval(outputs.flatMap((value) => channels[value] ?? []), "a model output shows it");
  return uses;
}

/** @throws {UntraceableLayer} If the class is unknown. */
function ruleOf({ layer, name }: LayerApplication): Rule {
  const kind = layer.getClassName();
  const rule = Object.hasOwn(rules, kind) ? rules[kind] : undefined;
  if (rule !== undefined) return rule;
  const known = Object.keys(rules).join(", ");
  throw new UntraceableLayer(name, `its class ${kind} is unknown`, `, expected one of ${known}`);
}

/** Keeps everything that a layer of unknown class reads and owns. */
function keepInputs(
  { layer, name }: LayerApplication,
  inputs: readonly Channels[],
  uses: ChannelUses,
): void {
  uses.forbidRemoval(inputs.flat(), `"${name}" reads it, whose class is unknown`);
  forbidWriting(layer, uses, `"${name}" has this variable, whose class is unknown`);
}

/**
 * The channels of one output of a layer of unknown class: external channels, or channels of the model's input if the layer
 * has no weights and reads nothing but the input.
 */
function barrier(
  { layer, outputShapes }: LayerApplication,
  output: number,
  inputs: readonly Channels[],
  { pool }: ChannelUses,
): Channels {
  const passesInput = layer.weights.length === 0 && inputs.flat().length > 0 &&
    inputs.flat().every((channel) => channel === pool.input);
  const channels = outputShapes[output]?.at(-1) ?? 1;
  return Array.from({ length: channels }, () => passesInput ? pool.input : pool.external);
}

function forbidWriting(layer: tf.layers.Layer, uses: ChannelUses, why: string): void {
  for (const weight of layer.weights) {
    const variable = weight.read(); // typed Tensor, but the variable itself
    if (variable instanceof tf.Variable) uses.readOnly.set(variable.id, why);
  }
}
