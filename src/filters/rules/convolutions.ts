/**
 * Rules of the layers that have filters.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import type { Channels } from "../channel.ts";
import type { ChannelUses } from "../channel_uses.ts";
import { pairOf, requireChannelsLast, requiredVariableOf, variableOf } from "../layer_reading.ts";
import { activated, activationOf, type Rule, type RuleCall } from "./rule.ts";

/** One convolution of a layer. A separable layer has two. */
interface Part {
  readonly name: string;
  readonly kernel: tf.Variable;
  readonly bias: tf.Variable | undefined;
  readonly strides: readonly number[];
  readonly dilation: readonly number[];
}

/** The part that uses the layer's strides and dilation. */
function mainPart(call: RuleCall, kernel: string): Part {
  const { layer, name } = call;
  requireChannelsLast(layer, name);
  activationOf(call);
  return {
    name,
    kernel: requiredVariableOf(layer, kernel),
    bias: variableOf(layer, "bias"),
    strides: pairOf(layer, "strides"),
    dilation: pairOf(layer, "dilationRate"),
  };
}

/** Each filter reads all channels. `inputs` and `outputs` are the kernel's axes of input channels and of filters. */
function full(
  part: Part,
  input: Channels,
  uses: ChannelUses,
  { kind, inputs, outputs }: {
    readonly kind: "conv2d" | "conv2d-transpose";
    readonly inputs: number;
    readonly outputs: number;
  } = { kind: "conv2d", inputs: 2, outputs: 3 },
): Channels {
  const { kernel: variable, bias, ...rest } = part;
  const { shape } = variable;
  const [height = 1, width = 1] = shape;
  const inputChannels = shape[inputs] ?? 1;
  const filters = shape[outputs] ?? 1;
  const fanIn = height * width * inputChannels;
  const kernel = [height, width];
  uses.attach({ variable, role: "consumer", shape, axis: inputs, channels: input });
  return uses.convolve({
    convolution: { ...rest, kind, kernel, inputChannels, filters, groups: 1, fanIn },
    kernel: { variable, shape, axis: outputs },
    bias,
    input,
  });
}

/** A kernel [height, width, inputs, multiplier]: filter multiplier x c + m reads channel c alone. */
function depthwise(part: Part, input: Channels, uses: ChannelUses): Channels {
  const { kernel: variable, bias, ...rest } = part;
  const [height = 1, width = 1, inputChannels = 1, multiplier = 1] = variable.shape;
  const filters = inputChannels * multiplier;
  return uses.convolve({
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
    input,
    tiedTo: input.flatMap((channel) => Array.from({ length: multiplier }, () => channel)),
  });
}

const conv2d: Rule = (call, uses) =>
  activated(full(mainPart(call, "kernel"), call.input, uses), call, uses);

/** A kernel [height, width, filters, inputs]: tfjs and Keras store the two last axes the other way round. */
const conv2dTranspose: Rule = (call, uses) => {
  const axes = { kind: "conv2d-transpose", inputs: 3, outputs: 2 } as const;
  return activated(full(mainPart(call, "kernel"), call.input, uses, axes), call, uses);
};

const depthwiseConv2d: Rule = (call, uses) =>
  activated(depthwise(mainPart(call, "depthwise_kernel"), call.input, uses), call, uses);

/** Two convolutions in one layer. The bias and the activation are those of the second. */
const separableConv2d: Rule = (call, uses) => {
  const { name, layer, input } = call;
  const first = mainPart(call, "depthwise_kernel");
  const second: Part = {
    name: `${name}/pointwise`,
    kernel: requiredVariableOf(layer, "pointwise_kernel"),
    bias: first.bias,
    strides: [1, 1],
    dilation: [1, 1],
  };
  const between = depthwise(
    { ...first, name: `${name}/depthwise`, bias: undefined },
    input,
    uses,
  );
  return activated(full(second, between, uses), call, uses);
};

/** Layer class -> rule. */
export const convolutionRules: Readonly<Record<string, Rule>> = {
  Conv2D: conv2d,
  DepthwiseConv2D: depthwiseConv2d,
  SeparableConv2D: separableConv2d,
  Conv2DTranspose: conv2dTranspose,
};
