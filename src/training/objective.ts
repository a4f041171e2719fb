/**
 * What training minimizes.
 *
 * @module
 */
import type * as tf from "@tensorflow/tfjs";
import type { FilterGraph } from "../filters/mod.ts";

/** What a model computed from one batch. */
export interface Forward<F extends string = string> {
  /** The batch's fields, each of shape [examples, …]. */
  readonly fields: Readonly<Record<F, tf.Tensor>>;
  /** One tensor for each of the model's outputs. */
  readonly outputs: readonly tf.Tensor[];
}

/** A sum of named terms that is minimized. */
export interface Objective<F extends string = string> {
  /** Variables that the terms read in addition to the model's own, such as a teacher's weights. @default none */
  readonly variables?: readonly tf.Variable[];
  /** The terms by name, scalars: means over the batch's examples. Called inside a compiled function. */
  terms(forward: Forward<F>): Readonly<Record<string, tf.Tensor>>;
}

/** What an objective can be made from. */
export interface ObjectiveContext {
  /** The model that is trained. */
  readonly model: tf.LayersModel;
  /** Its filters. */
  readonly graph: FilterGraph;
}

/** A term of the loss that is made for the model of a run, such as a penalty on its kernels. */
export type ObjectiveFactory = (context: ObjectiveContext) => Objective;

/**
 * Several objectives as one.
 *
 * @param objectives The objectives; their terms have different names.
 * @returns The objective whose terms are those of all.
 * @throws {TypeError} When the terms are computed, if two of them have one name.
 *
 * @example A loss with a penalty
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import assert from "node:assert/strict";
 * const loss = { terms: () => ({ loss: tf.scalar(2) }) };
 * const penalty = { terms: () => ({ penalty: tf.scalar(0.5) }) };
 * const terms = sumOf(loss, penalty).terms({ fields: {}, outputs: [] });
 * assert.deepEqual(Object.keys(terms), ["loss", "penalty"]);
 * ```
 */
export function sumOf<F extends string>(...objectives: readonly Objective<F>[]): Objective<F> {
  return {
    variables: objectives.flatMap(({ variables = [] }) => variables),
    terms(forward) {
      const terms: Record<string, tf.Tensor> = {};
      for (const objective of objectives) {
        for (const [name, term] of Object.entries(objective.terms(forward))) {
          if (name in terms) throw new TypeError(`two terms of the loss are called ${name}`);
          terms[name] = term;
        }
      }
      return terms;
    },
  };
}
