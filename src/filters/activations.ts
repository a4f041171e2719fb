/**
 * Where the activations of each convolution are, and how to get at them.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { textOf } from "./layer_reading.ts";
import { program, readersOf, type Step } from "./program.ts";

/** The activations of one convolution. */
export interface ConvActivation {
  /** The convolution's name, as {@linkcode FilterGraph.layers} has it. */
  readonly layer: string;
  /** The layer whose output they are: the convolution itself, or its batch norm or activation. */
  readonly output: string;
  readonly filters: number;
  /** The output's shape [height, width], -1 where the model takes images of any size. */
  readonly map: readonly [height: number, width: number];
}

const convolutions = new Set(["Conv2D", "DepthwiseConv2D", "SeparableConv2D"]);
const activations = new Set(["Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU"]);

/** Layers that a filter's output passes on its way to its activation; a pooling may come before the activation. */
const passed = new Set(["BatchNormalization", "MaxPooling2D", "AveragePooling2D", "Dropout"]);

/** Reads the activations of a model's convolutions. */
export class ActivationReader {
  /** In the order their activations come. A convolution that is applied twice is there twice. */
  readonly layers: readonly ConvActivation[];
  readonly #steps: readonly Step[];
  readonly #readers: readonly (readonly number[])[];
  /** For each layer the place of its step. */
  readonly #places: readonly number[];

  /**
   * @param wanted Which convolutions; all of them if it is left out.
   */
  constructor(model: tf.LayersModel, wanted: (layer: string) => boolean = () => true) {
    this.#steps = program(model);
    this.#readers = readersOf(this.#steps);
    const found = this.#steps.flatMap((step, place) => {
      const name = nameOf(step);
      return name === undefined || !wanted(name)
        ? []
        : [{ name, place: activationOf(place, this.#steps, this.#readers) }];
    }).sort((a, b) => a.place - b.place);
    this.#places = found.map(({ place }) => place);
    this.layers = found.map(({ name, place }) => {
      const { name: output = "", outputShape = [] } = this.#steps[place] ?? {};
      const [, height, width, filters] = outputShape;
      return { layer: name, output, filters: filters ?? 0, map: [height ?? -1, width ?? -1] };
    });
  }

  /**
   * Runs the model on images, layer by layer, and gives each convolution's activations, `[images, height, width,
   * filters]`, in the order of `layers`. What nobody reads any more is disposed of, so memory holds little more than the
   * layer at work.
   *
   * @param images `[images, height, width, channels]`; not disposed of.
   * @returns Tensors that live until the next one is asked for; they are disposed of here.
   */
  async *read(images: tf.Tensor4D): AsyncGenerator<tf.Tensor, void> {
    const live = new Map<number, tf.Tensor>();
    const last = this.#places.at(-1) ?? -1;
    try {
      for (const [place, step] of this.#steps.slice(0, last + 1).entries()) {
        const output = step.inputs.length === 0 ? images.clone() : applied(step, live);
        live.set(place, output);
        if (this.#places.includes(place)) yield output;
        for (const input of new Set([...step.inputs, place])) {
          const needed = this.#readers[input]?.some((reader) => reader > place && reader <= last);
          if (needed) continue;
          live.get(input)?.dispose();
          live.delete(input);
        }
      }
    } finally {
      tf.dispose([...live.values()]);
    }
  }
}

/** The convolution that a step is; of a separable one the second, whose output is its own. */
function nameOf({ layer, name }: Step): string | undefined {
  const kind = layer.getClassName();
  if (!convolutions.has(kind)) return undefined;
  return kind === "SeparableConv2D" ? `${name}/pointwise` : name;
}

/**
 * The step that ends a convolution's own output: its bias and batch norm and, where nothing is added before, its activation.
 * Poolings and dropout are passed only on the way to an activation.
 */
function activationOf(
  convolution: number,
  steps: readonly Step[],
  readers: readonly (readonly number[])[],
): number {
  let [end, at] = [convolution, convolution];
  for (;;) {
    const step = steps[at];
    if (step === undefined || activates(step)) return step === undefined ? end : at;
    if (at === convolution || step.layer.getClassName() === "BatchNormalization") end = at;
    const [next, ...others] = readers[at] ?? [];
    if (next === undefined || others.length > 0) return end;
    const kind = steps[next]?.layer.getClassName() ?? "";
    if (!activations.has(kind) && !passed.has(kind)) return end;
    at = next;
  }
}

function activates({ layer }: Step): boolean {
  const kind = layer.getClassName();
  if (activations.has(kind)) return true;
  return convolutions.has(kind) && (textOf(layer, "activation") ?? "linear") !== "linear";
}

function applied({ layer, name, inputs }: Step, live: ReadonlyMap<number, tf.Tensor>): tf.Tensor {
  return tf.tidy(() => {
    const tensors = inputs.flatMap((input) => live.get(input) ?? []);
    const [first = []] = tensors;
    const output = layer.apply(tensors.length === 1 ? first : tensors, { training: false });
    if (!(output instanceof tf.Tensor)) throw new TypeError(`layer "${name}" has no one output`);
    return output;
  });
}
