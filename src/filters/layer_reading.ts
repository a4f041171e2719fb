/**
 * Reading a tfjs layer through its public face: its configuration and its variables.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";

/** An entry of a layer's configuration that is text, such as `padding`; `undefined` where it is not. */
export function textOf(layer: tf.layers.Layer, key: string): string | undefined {
  const value = layer.getConfig()[key];
  return typeof value === "string" ? value : undefined;
}

/** An entry that is a number, such as batch norm's `axis`. */
export function numberOf(layer: tf.layers.Layer, key: string): number | undefined {
  const value = layer.getConfig()[key];
  return typeof value === "number" ? value : undefined;
}

/** An entry that is [vertical, horizontal] or one number for both, such as `strides`; [1, 1] where it is not set. */
export function pairOf(layer: tf.layers.Layer, key: string): readonly number[] {
  const value = layer.getConfig()[key];
  if (typeof value === "number") return [value, value];
  const numbers = Array.isArray(value) ? value.filter((v) => typeof v === "number") : [];
  return numbers.length === 2 ? numbers : [1, 1];
}

/**
 * A layer's variable by its own name (`kernel`, `moving_mean`), whatever scope or uniqueness suffix tfjs put around it;
 * `undefined` where the layer does without, as a convolution without bias does.
 */
export function variableOf(layer: tf.layers.Layer, name: string): tf.Variable | undefined {
  const weight = layer.weights.find(({ originalName }) => originalName.split("/").at(-1) === name);
  const value = weight?.read(); // tfjs types it Tensor: the live variable behind it, not a copy
  return value instanceof tf.Variable ? value : undefined;
}

/** Like {@linkcode variableOf}, for one that the layer's class always has. */
export function requiredVariableOf(layer: tf.layers.Layer, name: string): tf.Variable {
  const variable = variableOf(layer, name);
  if (variable === undefined) {
    throw new TypeError(
      `Layer "${layer.name}" (${layer.getClassName()}) has no variable "${name}"`,
    );
  }
  return variable;
}

/** @throws {InputError} If a layer of images has its channels first. */
export function requireChannelsLast(layer: tf.layers.Layer, name: string): void {
  if (textOf(layer, "dataFormat") === "channelsFirst") {
    throw new InputError(
      `Cannot trace layer "${name}": its dataFormat is channelsFirst, expected channelsLast (rebuild the model with channelsLast)`,
    );
  }
}
