/**
 * A model as the flat list of its layers' applications, nested models taken apart.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { walk } from "./walk.ts";

/** One application of one layer. */
export interface Step {
  readonly layer: tf.layers.Layer;
  /** The layer's name; in a nested model `MODEL/LAYER`. */
  readonly name: string;
  /** Places of the steps whose outputs it reads; empty for an input layer. */
  readonly inputs: readonly number[];
  /** The output's shape, batch axis first. */
  readonly outputShape: tf.Shape;
}

/** A model's steps, each behind all that it reads. */
export function program(model: tf.LayersModel): readonly Step[] {
  const steps: Step[] = [];
  walk<number>(model, ({ layer, name, inputs, outputShape }) => {
    steps.push({ layer, name, inputs, outputShape });
    return steps.length - 1;
  });
  return steps;
}

/** For each step the places of the steps that read its output. */
export function readersOf(steps: readonly Step[]): readonly (readonly number[])[] {
  const readers: number[][] = steps.map(() => []);
  steps.forEach(({ inputs }, place) => {
    for (const input of new Set(inputs)) readers[input]?.push(place);
  });
  return readers;
}
