/**
 * Rules of the layers that treat each channel alone, and of the normalizations that do not.
 *
 * @module
 */

import {
  numberOf,
  requireChannelsLast,
  requiredVariableOf,
  UntraceableLayer,
  variableOf,
} from "../layer_reading.ts";
import { activated, activationOf, mixed, notZeroPreserving, type Rule } from "./rule.ts";

const input: Rule = ({ outputShape }, { pool }) => {
  const channels = outputShape.at(-1) ?? 1; // unknown only where no layer reads channels
  return Array.from({ length: channels }, () => pool.input);
};

/** Layers with f(0) = 0 that keep the channel axis. */
const passes: Rule = ({ input }) => input;

/** Layers with f(0) != 0 that keep the channel axis. */
const passesNotZero: Rule = ({ input }, uses) => notZeroPreserving(input, uses);

/** Poolings, padding, cropping and upsampling: a channel of zeros stays one. */
const spatial: Rule = ({ layer, name, input }) => {
  requireChannelsLast(layer, name);
  return input;
};

/**
 * gamma (x - mean) / sqrt(variance + epsilon) + beta. Zero-preserving once gamma, beta and mean are zero. In a shared
 * layer they become zero only if all its applications put the same filters on the channel.
 */
const batchNormalization: Rule = (call, uses) => {
  const { layer, name, input, shared, inputShapes, index } = call;
  const rank = inputShapes[0]?.length ?? 4;
  const axis = numberOf(layer, "axis") ?? -1;
  if (axis !== -1 && axis !== rank - 1) {
    throw new UntraceableLayer(
      name,
      `it normalizes axis ${axis}`,
      ", expected the last (rebuild the model with channelsLast)",
    );
  }
  const gamma = variableOf(layer, "gamma");
  const beta = variableOf(layer, "beta");
  const movingMean = requiredVariableOf(layer, "moving_mean");
  const norm = {
    name,
    ...(gamma === undefined ? {} : { gamma }),
    ...(beta === undefined ? {} : { beta }),
    movingMean,
    movingVariance: requiredVariableOf(layer, "moving_variance"),
    epsilon: numberOf(layer, "epsilon") ?? 1e-3,
  };
  uses.normalize(norm, input, index);
  return input.map((channel, i) => {
    const zeroed = !shared || uses.isZeroedWith(channel, movingMean, "movingMean", i);
    const zeroAtZero = gamma !== undefined || channel.zeroPreserving;
    return uses.pool.withZeroPreserving(channel, zeroed && zeroAtZero);
  });
};

const prelu: Rule = ({ layer, input }, uses) => {
  const variable = requiredVariableOf(layer, "alpha");
  if (variable.shape.at(-1) === input.length) { // otherwise all channels share one alpha
    uses.attach({ variable, role: "alpha", channels: input });
  }
  return input;
};

/** Softmax and layer normalization: each output depends on all channels. */
const mixes: Rule = (call, uses) => mixed(call.input, call, uses);

/** x scale + offset: zero-preserving if offset = 0. If scale = 0 too, constant zero (option-A shortcuts). */
const rescaling: Rule = ({ layer, input }, uses) => {
  if (numberOf(layer, "offset") !== 0) return notZeroPreserving(input, uses);
  return numberOf(layer, "scale") === 0 ? input.map(() => uses.pool.zero) : input;
};

/**
 * A step of a sequence is masked if all its channels equal `maskValue`. With `maskValue` 0 a channel of zeros makes no
 * difference, so zero-preserving channels pass. Any other channel would change the mask.
 */
const masking: Rule = ({ layer, name, input }, uses) => {
  const visible = (numberOf(layer, "maskValue") ?? 0) === 0
    ? input.filter(({ zeroPreserving }) => !zeroPreserving)
    : input;
  uses.forbidRemoval(visible, `the mask of "${name}" depends on it`);
  return input;
};

const activation: Rule = (call, uses) => {
  activationOf(call);
  return activated(call.input, call, uses);
};

/** Layer class -> rule. */
export const perChannelRules: Readonly<Record<string, Rule>> = {
  InputLayer: input,
  Activation: activation,
  ReLU: passes,
  LeakyReLU: passes,
  ELU: passes,
  ThresholdedReLU: passes,
  PReLU: prelu,
  Softmax: mixes,
  BatchNormalization: batchNormalization,
  LayerNormalization: mixes,
  Dropout: passes,
  GaussianDropout: passes,
  GaussianNoise: passesNotZero, // adds noise to a channel of zeros while training
  AlphaDropout: passesNotZero, // drops to a constant other than 0
  MaxPooling2D: spatial,
  AveragePooling2D: spatial,
  GlobalMaxPooling2D: spatial,
  GlobalAveragePooling2D: spatial,
  ZeroPadding2D: spatial,
  Cropping2D: spatial,
  UpSampling2D: spatial,
  Rescaling: rescaling,
  Masking: masking,
  RepeatVector: passes,
};
