/**
 * Dropout whose masks are inputs of the training step.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";
import { layerApplications } from "../filters/mod.ts";
import type { Rng } from "../rng.ts";

/** Layers that draw random numbers in training, and that have no masks here. */
const DRAWING_LAYERS: ReadonlySet<string> = new Set([
  "GaussianNoise",
  "GaussianDropout",
  "AlphaDropout",
]);

/** One application of a dropout layer. */
interface Application {
  readonly layer: tf.layers.Layer;
  /** Fraction of the values that become zero. */
  readonly rate: number;
  /** Shape of the mask without the batch axis; 1 where one value serves the whole axis. */
  readonly shape: readonly number[];
  /** Whether all examples share one mask. */
  readonly shared: boolean;
}

/**
 * The dropout masks of a model. A mask depends on the seed and on the step, so a resumed run draws the unbroken run's
 * masks, and on nothing that the backend computes, so all backends use the same bits. The model keeps its own
 * `tf.layers.dropout`.
 */
export class DropoutMasks {
  readonly #applications: readonly Application[];
  readonly #rng: Rng;

  /**
   * Finds the model's dropout layers.
   *
   * @param model The model that is trained.
   * @param rng Random numbers; each step and each application has its own generator, split by their indices.
   * @throws {InputError} If another layer of the model draws random numbers in training; the message names it.
   */
  constructor(model: tf.LayersModel, rng: Rng) {
    this.#rng = rng;
    const { applications } = layerApplications(model);
    this.#applications = applications.flatMap(({ layer, name, outputShapes: [shape = []] }) => {
      const { rate, dropout, recurrentDropout, noiseShape } = layer.getConfig();
      const kind = layer.getClassName();
      const draws = DRAWING_LAYERS.has(kind) || isPositive(dropout) || isPositive(recurrentDropout);
      if (draws) {
        throw new InputError(
          `Cannot train: layer "${name}" (${kind}) draws random numbers inside the training step, ` +
            `expected no such layer but Dropout (build the model without it)`,
        );
      }
      if (kind !== "Dropout" || !isPositive(rate)) return [];
      const [, ...sizes] = shape.map((size, axis) => maskSize(noiseShape, axis) ?? size ?? 1);
      return [{ layer, rate, shape: sizes, shared: maskSize(noiseShape, 0) === 1 }];
    });
  }

  /**
   * The masks of one step.
   *
   * @param step The step, 0-based over the whole run.
   * @param examples Examples in the batch.
   * @returns One tensor for each application of a dropout layer: 0 with the layer's rate as probability, otherwise
   * 1 / (1 - rate). The caller disposes of them.
   */
  draw(step: number, examples: number): tf.Tensor[] {
    return this.#applications.map(({ rate, shape, shared }, index) => {
      const rng = this.#rng.split(step, index);
      const sizes = [shared ? 1 : examples, ...shape];
      const values = new Float32Array(sizes.reduce((a, b) => a * b, 1));
      const dropped = rate * 2 ** 32;
      const kept = 1 / (1 - rate);
      for (let i = 0; i < values.length; i++) values[i] = rng.uint32() < dropped ? 0 : kept;
      return tf.tensor(values, sizes);
    });
  }

  /**
   * Runs a function in which the model's dropout layers multiply by masks. To be called inside a compiled function, with
   * its inputs.
   *
   * @param masks As {@linkcode DropoutMasks.draw} returns them.
   * @param body The function; it applies the model once.
   * @returns What the function returns.
   */
  during<T>(masks: readonly tf.Tensor[], body: () => T): T {
    const layers = new Map<tf.layers.Layer, tf.Tensor[]>();
    this.#applications.forEach(({ layer }, index) => {
      const mask = masks[index];
      if (mask !== undefined) layers.set(layer, [...layers.get(layer) ?? [], mask]);
    });
    for (const [layer, waiting] of layers) {
      const next = waiting.values();
      layer.call = (inputs) => {
        const [input] = Array.isArray(inputs) ? inputs : [inputs];
        const mask = next.next().value;
        if (input === undefined || mask === undefined) {
          throw new TypeError(
            `dropout layer ${layer.name} was applied more often than the model has it`,
          );
        }
        return input.mul(mask);
      };
    }
    try {
      return body();
    } finally {
      for (const layer of layers.keys()) Reflect.deleteProperty(layer, "call"); // the method of the class is used again
    }
  }
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && value > 0;
}

/** A size of a dropout layer's `noiseShape`; undefined where it leaves the size open. */
function maskSize(noiseShape: unknown, axis: number): number | undefined {
  const size: unknown = Array.isArray(noiseShape) ? noiseShape[axis] : undefined;
  return typeof size === "number" ? size : undefined;
}
