/**
 * Reading a tfjs layer by its public interface: its configuration and its variables.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";

/** The error of a layer whose channels cannot be followed. */
export class UntraceableLayer extends InputError {
  /** What is wrong with the layer. */
  readonly why: string;

  /** @param advice What was expected; the rest of the message. */
  constructor(name: string, why: string, advice: string) {
    super(`Cannot trace layer "${name}": ${why}${advice}`);
    this.why = why;
  }
}

/** A string in a layer's configuration, such as `padding`; undefined if the entry is something else. */
export function textOf(layer: tf.layers.Layer, key: string): string | undefined {
  const value = layer.getConfig()[key];
  return typeof value === "string" ? value : undefined;
}

/** A number in a layer's configuration, such as batch norm's `axis`; undefined if the entry is something else. */
export function numberOf(layer: tf.layers.Layer, key: string): number | undefined {
  const value = layer.getConfig()[key];
  return typeof value === "number" ? value : undefined;
}

/** Whether an entry of a layer's configuration, such as `returnState`, is true. */
export function flagOf(layer: tf.layers.Layer, key: string): boolean {
  return layer.getConfig()[key] === true;
}

/** An entry that is [vertical, horizontal] or one number for both, such as `strides`; [1, 1] if it is not set. */
export function pairOf(layer: tf.layers.Layer, key: string): readonly number[] {
  const value = layer.getConfig()[key];
  if (typeof value === "number") return [value, value];
  const numbers = Array.isArray(value) ? value.filter((v) => typeof v === "number") : [];
  return numbers.length === 2 ? numbers : [1, 1];
}

/**
 * A layer's variable by its own name (`kernel`, `moving_mean`), without the scope and the uniqueness suffix that tfjs
 * adds; undefined if the layer has none, such as the bias of a convolution without bias.
 */
export function variableOf(layer: tf.layers.Layer, name: string): tf.Variable | undefined {
  const weight = layer.weights.find(({ originalName }) => originalName.split("/").at(-1) === name);
  const value = weight?.read(); // typed Tensor, but the layer's variable itself and no copy
  return value instanceof tf.Variable ? value : undefined;
}

/** Like {@linkcode variableOf}, for a variable that every layer of the class has. */
export function requiredVariableOf(layer: tf.layers.Layer, name: string): tf.Variable {
  const variable = variableOf(layer, name);
  if (variable === undefined) {
    throw new TypeError(
      `Layer "${layer.name}" (${layer.getClassName()}) has no variable "${name}"`,
    );
  }
  return variable;
}

/** @throws {UntraceableLayer} If the channels are the first axis. */
export function requireChannelsLast(layer: tf.layers.Layer, name: string): void {
  if (textOf(layer, "dataFormat") === "channelsFirst") {
    throw new UntraceableLayer(
      name,
      "its dataFormat is channelsFirst",
      ", expected channelsLast (rebuild the model with channelsLast)",
    );
  }
}
