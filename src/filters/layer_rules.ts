/**
 * Rules of the layers between convolutions: what becomes of each channel on its way.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";
import type { Channels } from "./channel.ts";
import { numberOf, requireChannelsLast, requiredVariableOf, variableOf } from "./layer_reading.ts";
import type { Role } from "./slice.ts";
import { activated, type Rule, spoken } from "./rule.ts";

const input: Rule = ({ outputShape }, { pool }) => {
  const channels = outputShape.at(-1) ?? 1; // unknown only where no layer reads channels
  return Array.from({ length: channels }, () => pool.external);
};

/** Layers that treat each element by itself and keep zero zero. */
const passes: Rule = ({ input }) => input;

/** Layers that treat each element by itself but may turn zero into something else. */
const speaks: Rule = ({ input }, couplings) => spoken(input, couplings);

/** Spatial layers: each channel by itself, zero stays zero. */
const spatial: Rule = ({ layer, name, input }) => {
  requireChannelsLast(layer, name);
  return input;
};

/** gamma (x - mean) / sqrt(variance + epsilon) + beta: silent once beta and mean are 0, unless others need them. */
const batchNormalization: Rule = ({ layer, name, input, shared, inputShapes }, couplings) => {
  const rank = inputShapes[0]?.length ?? 4;
  const axis = numberOf(layer, "axis") ?? -1;
  if (axis !== -1 && axis !== rank - 1) {
    throw new InputError(
      `Cannot trace layer "${name}": it normalizes axis ${axis}, expected the last (rebuild the model with channelsLast)`,
    );
  }
  const gamma = variableOf(layer, "gamma");
  const belong = (role: Role, variable: tf.Variable | undefined) =>
    couplings.belong({ variable, role, channels: input });
  belong("gamma", gamma);
  belong("beta", variableOf(layer, "beta"));
  belong("movingMean", requiredVariableOf(layer, "moving_mean"));
  belong("movingVariance", requiredVariableOf(layer, "moving_variance"));
  return input.map((channel) =>
    couplings.pool.altered(channel, !shared && (gamma !== undefined || channel.silent))
  );
};

const prelu: Rule = ({ layer, input }, couplings) => {
  const variable = requiredVariableOf(layer, "alpha");
  if (variable.shape.at(-1) === input.length) { // not where the channel axis shares one alpha
    couplings.belong({ variable, role: "alpha", channels: input });
  }
  return input;
};

const softmax: Rule = ({ input }, couplings) => {
  couplings.pin(input);
  return input;
};

const dense: Rule = ({ layer, input, outputShape }, couplings) => {
  const variable = requiredVariableOf(layer, "kernel");
  couplings.belong({ variable, role: "consumer", axis: 0, channels: input });
  return Array.from({ length: outputShape.at(-1) ?? 1 }, () => couplings.pool.external);
};

/**
 * Flatten and reshape keep the row-major order: element i of an image is of channel i mod C before and of channel
 * i mod D after, so each new channel is the old ones it gathers, which must be alike.
 */
const reshape: Rule = ({ layer, name, input, inputShapes, outputShape }) => {
  requireChannelsLast(layer, name);
  const width = outputShape.at(-1);
  if (width === input.length) return input;
  const size = inputShapes[0]?.slice(1).reduce<number>((a, b) => a * (b ?? NaN), 1) ?? NaN;
  if (typeof width !== "number" || Number.isNaN(size)) {
    throw new InputError(
      `Cannot trace layer "${name}": it reshapes images of unknown size, expected a model with a fixed input shape`,
    );
  }
  const all = Array.from({ length: size }, (_, i) => input[i % input.length]);
  return Array.from({ length: width }, (_, j) => j).flatMap((j) => {
    const channel = all[j];
    for (let i = j; i < size; i += width) {
      if (all[i] !== channel) {
        throw new InputError(
          `Cannot trace layer "${name}": it reshapes several channels into one, expected whole channels in its last axis`,
        );
      }
    }
    return channel ?? [];
  });
};

const concatenate: Rule = ({ layer, name, inputs, outputShape }) => {
  const axis = numberOf(layer, "axis") ?? -1;
  if (axis !== -1 && axis !== outputShape.length - 1) {
    throw new InputError(
      `Cannot trace layer "${name}": it concatenates along axis ${axis}, expected the channels' (the last)`,
    );
  }
  return inputs.flat();
};

/** Element by element sums, signed or scaled: they make no difference to who is in it. */
const sum: Rule = ({ name, inputs }, couplings) => {
  const widths = new Set(inputs.map((channels: Channels) => channels.length));
  if (widths.size > 1) {
    throw new InputError(
      `Cannot trace layer "${name}": it sums ${
        [...widths].join(" and ")
      } channels, expected as many in each input`,
    );
  }
  return couplings.sum(inputs);
};

/** x scale + offset: silent only without offset, and nothing but zeros with neither, as ResNets pad their shortcuts. */
const rescaling: Rule = ({ layer, input }, couplings) => {
  if (numberOf(layer, "offset") !== 0) return spoken(input, couplings);
  return numberOf(layer, "scale") === 0 ? input.map(() => couplings.pool.zero) : input;
};

const activation: Rule = (at, couplings) => activated(at.input, at, couplings);

/** Layer class -> rule, for the layers without filters. */
export const layerRules: Readonly<Record<string, Rule>> = {
  InputLayer: input,
  Activation: activation,
  ReLU: passes,
  LeakyReLU: passes,
  ELU: passes,
  ThresholdedReLU: passes,
  PReLU: prelu,
  Softmax: softmax,
  BatchNormalization: batchNormalization,
  Dropout: passes,
  GaussianDropout: passes,
  GaussianNoise: speaks, // adds to a silent channel while training
  AlphaDropout: speaks, // as it drops to a constant other than 0
  MaxPooling2D: spatial,
  AveragePooling2D: spatial,
  GlobalMaxPooling2D: spatial,
  GlobalAveragePooling2D: spatial,
  ZeroPadding2D: spatial,
  Cropping2D: spatial,
  UpSampling2D: spatial,
  Rescaling: rescaling,
  Flatten: reshape,
  Reshape: reshape,
  Dense: dense,
  Concatenate: concatenate,
  Add: sum,
  Average: sum,
};
