/**
 * Rules of the layers that have filters.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import type { Channels } from "./channel.ts";
import type { Couplings } from "./couplings.ts";
import { pairOf, requireChannelsLast, requiredVariableOf, variableOf } from "./layer_reading.ts";
import { activated, type Application, type Rule } from "./rule.ts";

/** One convolution of a layer. */
interface Part {
  readonly name: string;
  readonly kernel: tf.Variable;
  readonly bias: tf.Variable | undefined;
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
}

/** The part that takes the layer's own strides and dilation. */
function mainPart({ layer, name }: Application, kernel: string): Part {
  requireChannelsLast(layer, name);
  return {
    name,
    kernel: requiredVariableOf(layer, kernel),
    bias: variableOf(layer, "bias"),
    strides: pairOf(layer, "strides"),
    dilation: pairOf(layer, "dilationRate"),
  };
}

/** A kernel [height, width, inputs, filters]: each filter reads all channels. */
function full(part: Part, input: Channels, couplings: Couplings): Channels {
  const { kernel: variable, bias, ...rest } = part;
  const { shape } = variable;
  const [height = 1, width = 1, inputChannels = 1, filters = 1] = shape;
  const fanIn = height * width * inputChannels;
  const kernel = [height, width];
  couplings.belong({ variable, role: "consumer", shape, axis: 2, channels: input });
  return couplings.convolve({
    convolution: { ...rest, kind: "conv2d", kernel, inputChannels, filters, groups: 1, fanIn },
    kernel: { variable, shape, axis: 3 },
    bias,
  });
}

/** A kernel [height, width, inputs, multiplier]: filter multiplier x c + m reads channel c alone. */
function depthwise(part: Part, input: Channels, couplings: Couplings): Channels {
  const { kernel: variable, bias, ...rest } = part;
  const [height = 1, width = 1, inputChannels = 1, multiplier = 1] = variable.shape;
  const filters = inputChannels * multiplier;
  return couplings.convolve({
    convolution: {
      ...rest,
      kind: "depthwise-conv2d",
      kernel: [height, width],
      inputChannels,
      filters,
      groups: inputChannels,
      fanIn: height * width,
    },
    kernel: { variable, shape: [height, width, filters], axis: 2 },
    bias,
    follows: input.flatMap((channel) => Array.from({ length: multiplier }, () => channel)),
  });
}

const conv2d: Rule = (at, couplings) =>
  activated(full(mainPart(at, "kernel"), at.input, couplings), at, couplings);

const depthwiseConv2d: Rule = (at, couplings) =>
  activated(depthwise(mainPart(at, "depthwise_kernel"), at.input, couplings), at, couplings);

/** Two convolutions in one layer: the bias and the activation are the second one's. */
const separableConv2d: Rule = (at, couplings) => {
  const { name } = at;
  const first = mainPart(at, "depthwise_kernel");
  const between = depthwise(
    { ...first, name: `${name}/depthwise`, bias: undefined },
    at.input,
    couplings,
  );
  const second: Part = {
    name: `${name}/pointwise`,
    kernel: requiredVariableOf(at.layer, "pointwise_kernel"),
    bias: first.bias,
    strides: [1, 1],
    dilation: [1, 1],
  };
  return activated(full(second, between, couplings), at, couplings);
};

/** Layer class -> rule, for the layers that have filters. */
export const convolutionRules: Readonly<Record<string, Rule>> = {
  Conv2D: conv2d,
  DepthwiseConv2D: depthwiseConv2d,
  SeparableConv2D: separableConv2d,
};
