/**
 * Initial values of any model's variables, drawn again.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";
import { thinQr } from "../linalg/mod.ts";
import { ownValue } from "../own_value.ts";
import type { Rng } from "../rng.ts";
import { fansOf, type Initializer } from "./initializers.ts";
import { familyOf, parsed } from "./names.ts";

/** A variable, where it is in its model. */
interface LocatedVariable {
  readonly layer: tf.layers.Layer;
  /** The layer's name; in a nested model `MODEL/LAYER`. */
  readonly path: string;
  /** The variable's own name, such as `kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Draws initial values of a variable again, from the distribution that its layer was configured with.
 *
 * For a kernel of the catalog's models this is the distribution of {@linkcode buildModel}: with the same `rng` it gives the
 * same bits. For all other variables it is the layer's own initializer (`kernelInitializer`, `gammaInitializer`, …) as
 * tfjs defines it, with numbers of `rng`. The variable itself does not change.
 *
 * tfjs differs from Keras in one point: a normal `VarianceScaling` (glorotNormal, heNormal, leCunNormal) is cut off at two
 * deviations without correcting the deviation for it, so the values deviate by 0.88 of the nominal one.
 *
 * @param model The model that has the variable.
 * @param variable One of its variables.
 * @param rng Random numbers. Each variable splits off a stream of its own, named after its layer.
 * @returns The values, row-major.
 * @throws {RangeError} If the model has no such variable.
 * @throws {InputError} If the layer's initializer is none that can be drawn; the message names it.
 *
 * @example A kernel of the catalog's model
 * ```ts
 * import assert from "node:assert/strict";
 * import { Rng } from "../rng.ts";
 * import { buildModel, initialValues } from "./mod.ts";
 *
 * const model = buildModel("c1-2", { inputShape: [8, 8, 1], classes: 2, rng: new Rng(1) });
 * const [conv] = model.getLayer("conv1").getWeights();
 * const variable = model.getLayer("conv1").weights[0]?.read();
 * assert.ok(variable !== undefined && conv !== undefined);
 * assert.deepEqual(initialValues(model, variable, new Rng(1)), conv.dataSync());
 * assert.notDeepEqual(initialValues(model, variable, new Rng(2)), conv.dataSync());
 * ```
 */
export function initialValues(model: tf.LayersModel, variable: tf.Tensor, rng: Rng): Float32Array {
  const found = find(model, variable, "");
  if (found === undefined) {
    throw new RangeError(`the model "${model.name}" has no variable of shape [${variable.shape}]`);
  }
  const { path, name, shape } = found;
  const stream = name === "kernel" ? rng.split(path) : rng.split(path, name);
  return initializerOf(model, found)(shape, stream);
}

function find(
  model: tf.LayersModel,
  variable: tf.Tensor,
  path: string,
): LocatedVariable | undefined {
  for (const layer of model.layers) {
    if (layer instanceof tf.LayersModel) {
      const found = find(layer, variable, `${path}${layer.name}/`);
      if (found !== undefined) return found;
      continue;
    }
    const weight = layer.weights.find((each) => each.read() === variable);
    if (weight === undefined) continue;
    const name = weight.originalName.split("/").at(-1) ?? "";
    return { layer, path: path + layer.name, name, shape: variable.shape };
  }
  return undefined;
}

/** Names of variables whose initializers have other names: `depthwise_kernel` -> `depthwiseInitializer`. */
const SHORT: Readonly<Record<string, string>> = {
  depthwise_kernel: "depthwise",
  pointwise_kernel: "pointwise",
  recurrent_kernel: "recurrent",
};

function initializerOf(model: tf.LayersModel, { layer, path, name }: LocatedVariable): Initializer {
  const config = layer.getConfig();
  const short = ownValue(SHORT, name) ??
    name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  const entry: unknown = config[`${short}Initializer`];
  const what = `Cannot draw first values of "${name}" in layer "${path}"`;
  if (!isSerialized(entry)) {
    throw new InputError(`${what}: its class ${layer.getClassName()} names no initializer for it`);
  }
  const architecture = name === "kernel" && entry.className === "Zeros"
    ? parsed(model.name)
    : undefined;
  if (architecture !== undefined) return familyOf(architecture).initializerOf(layer.name);
  const distribution = ownValue(distributions, entry.className);
  if (distribution === undefined) {
    throw new InputError(
      `${what}: unknown initializer ${entry.className}, expected one of ${
        Object.keys(distributions).join(", ")
      }`,
    );
  }
  const initializer = distribution(entry.config);
  return name === "bias" && config["unitForgetBias"] === true
    ? withUnitForgetBias(initializer)
    : initializer;
}

type Config = Readonly<Record<string, unknown>>;

function isSerialized(
  entry: unknown,
): entry is { readonly className: string; readonly config: Config } {
  return typeof entry === "object" && entry !== null && "className" in entry &&
    typeof entry.className === "string" && "config" in entry && typeof entry.config === "object";
}

function numberIn(config: Config, key: string, otherwise: number): number {
  const value = config[key];
  return typeof value === "number" ? value : otherwise;
}

/** A value for each element. */
function each(draw: (rng: Rng) => number): Initializer {
  return (shape, rng) => Float32Array.from({ length: fansOf(shape).size }, () => draw(rng));
}

/** Normal, drawn again beyond two deviations. */
function truncatedNormal(mean: number, deviation: number): Initializer {
  return each((rng) => {
    let draw = rng.normal();
    while (Math.abs(draw) > 2) draw = rng.normal();
    return mean + deviation * draw;
  });
}

function uniform(low: number, high: number): Initializer {
  return each((rng) => low + (high - low) * rng.uniform());
}

/** glorot*, he* and leCun*: variance scale / n, n the mean of the fans or one of them. */
function varianceScaling(config: Config): Initializer {
  const scale = numberIn(config, "scale", 1);
  return (shape, rng) => {
    const { fanIn, fanOut } = fansOf(shape);
    const { mode, distribution } = config;
    const n = mode === "fanOut" ? fanOut : mode === "fanAvg" ? (fanIn + fanOut) / 2 : fanIn;
    const variance = scale / Math.max(1, n);
    const limit = Math.sqrt(3 * variance);
    const values = distribution === "uniform"
      ? uniform(-limit, limit)
      : truncatedNormal(0, Math.sqrt(variance));
    return values(shape, rng);
  };
}

/** Orthonormal columns, or rows if there are fewer of them; all axes but the last count as rows (Saxe et al. 2014). */
function orthogonal(gain: number): Initializer {
  return (shape, rng) => {
    const { size } = fansOf(shape);
    const last = shape.at(-1) ?? 1;
    const [rows, columns] = [Math.max(size / last, last), Math.min(size / last, last)];
    const { q, r } = thinQr({ rows, columns, data: rng.normals(size) });
    const isTall = size / last >= last;
    const values = new Float32Array(size);
    q.data.forEach((value, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      const sign = Math.sign(r.data[column * columns + column] ?? 1); // makes Q uniform among all orthogonal matrices
      values[isTall ? i : column * rows + row] = gain * sign * value;
    });
    return values;
  };
}

function identity(gain: number): Initializer {
  return ([rows = 1, columns = 1]) =>
    Float32Array.from(
      { length: rows * columns },
      (_, i) => Math.floor(i / columns) === i % columns ? gain : 0,
    );
}

/** tfjs' initializer class -> the distribution that its configuration describes, with tfjs' defaults. */
const distributions: Readonly<Record<string, (config: Config) => Initializer>> = {
  Zeros: () => each(() => 0),
  Ones: () => each(() => 1),
  Constant: (config) => each(() => numberIn(config, "value", 0)),
  RandomUniform: (config) =>
    uniform(numberIn(config, "minval", -0.05), numberIn(config, "maxval", 0.05)),
  RandomNormal: (config) => {
    const [mean, deviation] = [numberIn(config, "mean", 0), numberIn(config, "stddev", 0.05)];
    return each((rng) => mean + deviation * rng.normal());
  },
  TruncatedNormal: (config) =>
    truncatedNormal(numberIn(config, "mean", 0), numberIn(config, "stddev", 0.05)),
  VarianceScaling: varianceScaling,
  Orthogonal: (config) => orthogonal(numberIn(config, "gain", 1)),
  Identity: (config) => identity(numberIn(config, "gain", 1)),
};

/** The bias of an LSTM [input, forget, cell, output gate] with ones for the forget gate. */
function withUnitForgetBias(initializer: Initializer): Initializer {
  return ([size = 0], rng) => {
    const units = size / 4;
    const values = initializer([size], rng);
    return values.fill(1, units, 2 * units);
  };
}
