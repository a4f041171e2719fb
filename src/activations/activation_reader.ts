/**
 * Finds and reads the activations of each convolution.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";
import { type LayerApplication, layerApplications, readersOf } from "../filters/mod.ts";

/** The activations of one convolution. */
export interface ConvActivation {
  /** The convolution's name, as `FilterGraph.layers` has it. */
  readonly layer: string;
  /** The layer whose output they are: the convolution itself, or its batch norm or activation. */
  readonly output: string;
  /** How many filters it has: the size of the output's last axis. */
  readonly filters: number;
  /** The output's shape [height, width], -1 where the model takes images of any size. */
  readonly map: readonly [height: number, width: number];
}

/** What a model runs on: one tensor, or for a model with several inputs one for each, by the name of the input layer. */
export type ModelInputs = tf.Tensor | Readonly<Record<string, tf.Tensor>>;

const convolutions = new Set(["Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"]);
const activations = new Set(["Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "ThresholdedReLU"]);

/** Layers between a filter and its activation; a pooling may come before the activation. */
const passed = new Set(["BatchNormalization", "MaxPooling2D", "AveragePooling2D", "Dropout"]);

/**
 * Reads the activations of a model's convolutions, after bias, batch norm and activation function.
 *
 * The model runs layer by layer, in inference mode, and no further than needed. Activations that no later layer reads are
 * disposed of, so memory holds little more than the layer that runs.
 *
 * @example The activations of a convolution are the output of its ReLU
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { ActivationReader } from "./mod.ts";
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.conv2d({ name: "conv", filters: 2, kernelSize: 3, inputShape: [8, 8, 1] }),
 *     tf.layers.reLU({ name: "relu" }),
 *     tf.layers.flatten(),
 *     tf.layers.dense({ units: 2 }),
 *   ],
 * });
 * const reader = new ActivationReader(model);
 * assert.deepEqual(reader.layers, [{ layer: "conv", output: "relu", filters: 2, map: [6, 6] }]);
 * for await (const activations of reader.read(tf.zeros([5, 8, 8, 1]))) {
 *   assert.deepEqual(activations.shape, [5, 6, 6, 2]);
 * }
 * ```
 */
export class ActivationReader {
  /** In the order in which the model computes them. A convolution that is applied twice is listed twice. */
  readonly layers: readonly ConvActivation[];
  /** The names of the input layers that these activations depend on: what {@linkcode ActivationReader.read} takes. */
  readonly inputs: readonly string[];
  /** The applications that run. */
  readonly #applications: readonly LayerApplication[];
  /** For each layer the value that its activations are. */
  readonly #values: readonly number[];

  /**
   * Finds the activations; the model does not run yet.
   *
   * @param model Any model whose layers have one output each.
   * @param wanted Which convolutions, by name; all if left out.
   * @throws {InputError} If a layer that has to run computes a mask, which layer-by-layer execution does not pass on.
   */
  constructor(model: tf.LayersModel, wanted: (layer: string) => boolean = () => true) {
    const { applications } = layerApplications(model);
    const readers = readersOf(applications);
    const found = applications.flatMap((application, index) => {
      const layer = convolutionName(application);
      if (layer === undefined || !wanted(layer)) return [];
      return [{ layer, index: activationOf(index, applications, readers) }];
    }).sort((a, b) => a.index - b.index);
    this.#applications = neededFor(found.map(({ index }) => index), applications);
    this.#values = found.flatMap(({ index }) => applications[index]?.outputs[0] ?? []);
    this.layers = found.map(({ layer, index }) => {
      const { name: output = "", outputShapes: [shape = []] = [] } = applications[index] ?? {};
      const [, height, width, filters] = shape;
      return { layer, output, filters: filters ?? 0, map: [height ?? -1, width ?? -1] };
    });
    this.inputs = this.#applications.filter(isInput).map(({ name }) => name);
    const masks = this.#applications.find(({ layer }) =>
      layer.getClassName() === "Masking" || layer.getConfig()["maskZero"] === true
    );
    if (masks !== undefined) {
      throw new InputError(
        `Cannot read activations after layer "${masks.name}": it computes a mask, expected a model without masks`,
      );
    }
  }

  /**
   * Runs the model and yields each convolution's activations, in the order of `layers`.
   *
   * @param inputs What the model runs on, batch axis first. One tensor if the activations depend on one input,
   * otherwise a tensor for each name of {@linkcode ActivationReader.inputs}. They are not disposed of.
   * @returns Tensors [images, height, width, filters]. Each is valid until the next one is requested, and is disposed of
   *   here.
   * @throws {InputError} If an input is missing or unknown.
   */
  async *read(inputs: ModelInputs): AsyncGenerator<tf.Tensor, void> {
    const given = this.#named(inputs);
    const live = new Map<number, tf.Tensor>();
    const lastReader = new Map(
      this.#applications.flatMap(({ inputs: values }, index) =>
        values.map((value) => [value, index])
      ),
    );
    try {
      for (const [index, application] of this.#applications.entries()) {
        const input = isInput(application) ? given.get(application.name) : undefined;
        const output = input === undefined ? applied(application, live) : input.clone();
        const [value = -1] = application.outputs;
        live.set(value, output);
        const times = this.#values.filter((wanted) => wanted === value).length;
        for (let i = 0; i < times; i++) yield output;
        for (const each of [...application.inputs, value]) {
          if ((lastReader.get(each) ?? -1) > index) continue;
          live.get(each)?.dispose();
          live.delete(each);
        }
      }
    } finally {
      tf.dispose([...live.values()]);
    }
  }

  /** The inputs by name. */
  #named(inputs: ModelInputs): ReadonlyMap<string, tf.Tensor> {
    const expected = this.inputs.join(", ");
    if (inputs instanceof tf.Tensor) {
      const [name = "", ...others] = this.inputs;
      if (others.length === 0) return new Map([[name, inputs]]);
      throw new InputError(
        `The model has ${this.inputs.length} inputs, found one tensor: expected one for each of ${expected}`,
      );
    }
    const given = new Map(Object.entries(inputs));
    const missing = this.inputs.find((name) => !given.has(name));
    if (missing !== undefined) {
      throw new InputError(
        `The input "${missing}" is missing: expected a tensor for each of ${expected}`,
      );
    }
    const unknown = [...given.keys()].find((name) => !this.inputs.includes(name));
    if (unknown !== undefined) {
      throw new InputError(`No activation depends on an input "${unknown}": expected ${expected}`);
    }
    return given;
  }
}

function isInput({ layer }: LayerApplication): boolean {
  return layer.getClassName() === "InputLayer";
}

/** The name of a convolution; of a separable one that of the second, whose output is the layer's. */
function convolutionName({ layer, name }: LayerApplication): string | undefined {
  const kind = layer.getClassName();
  if (!convolutions.has(kind)) return undefined;
  return kind === "SeparableConv2D" ? `${name}/pointwise` : name;
}

/**
 * The application that ends a convolution's own output: its bias, its batch norm and, unless something is added before, its
 * activation. Poolings and dropout are passed only on the way to an activation.
 */
function activationOf(
  convolution: number,
  applications: readonly LayerApplication[],
  readers: ReadonlyMap<number, readonly number[]>,
): number {
  let [end, at] = [convolution, convolution];
  for (;;) {
    const application = applications[at];
    if (application === undefined) return end;
    if (activates(application)) return at;
    const kind = application.layer.getClassName();
    if (at === convolution || kind === "BatchNormalization") end = at;
    const [next, ...others] = readers.get(application.outputs[0] ?? -1) ?? [];
    if (next === undefined || others.length > 0) return end;
    const following = applications[next]?.layer.getClassName() ?? "";
    if (!activations.has(following) && !passed.has(following)) return end;
    at = next;
  }
}

function activates({ layer }: LayerApplication): boolean {
  const kind = layer.getClassName();
  if (activations.has(kind)) return true;
  const { activation } = layer.getConfig();
  return convolutions.has(kind) && typeof activation === "string" && activation !== "linear";
}

/** The applications on which some others depend, these included, in the order in which they run. */
function neededFor(
  wanted: readonly number[],
  applications: readonly LayerApplication[],
): LayerApplication[] {
  const values = new Set(wanted.flatMap((index) => applications[index]?.outputs ?? []));
  return applications.toReversed().filter(({ outputs, inputs }) => {
    const needed = outputs.some((value) => values.has(value));
    if (needed) inputs.forEach((value) => values.add(value));
    return needed;
  }).toReversed();
}

function applied(
  { layer, name, inputs }: LayerApplication,
  live: ReadonlyMap<number, tf.Tensor>,
): tf.Tensor {
  return tf.tidy(() => {
    const tensors = inputs.flatMap((input) => live.get(input) ?? []);
    const [first = []] = tensors;
    const output = layer.apply(tensors.length === 1 ? first : tensors, { training: false });
    if (!(output instanceof tf.Tensor)) {
      throw new TypeError(`layer "${name}" has several outputs, expected one`);
    }
    return output;
  });
}
