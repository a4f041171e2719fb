/**
 * What the weights of Keras and TF.js models are for, from the configuration of their layers.
 *
 * @module
 */
import { shapeOf } from "../../encoding/json.ts";
import { isFloat } from "../dtype.ts";
import { type Kernel, withGroups } from "../roles/infer_groups.ts";
import type { KernelAxes } from "../roles/kernel_axes.ts";
import type { TensorUse } from "../roles/tensor_use.ts";
import type { StoredTensor } from "../stored_tensor.ts";
import type { KerasLayer } from "./keras_layers.ts";

/** A weight and its layer. */
export interface KerasWeight {
  readonly tensor: StoredTensor;
  /** The layer's name. */
  readonly layer: string;
  /** The layer's class; null if the file does not say. */
  readonly className: string | null;
  /** What the layer calls the weight: `kernel`, `gamma`, … */
  readonly word: string;
}

const STATISTIC = /^(moving_(mean|variance)|mean|variance|count|seed_generator_state|iteration)$/;

/**
 * What each tensor is for, by its name.
 *
 * @param layers The layers of the configuration; empty without one.
 */
export function kerasUses(
  weights: readonly KerasWeight[],
  layers: readonly KerasLayer[],
): Map<string, TensorUse> {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const biases = new Map(
    weights.filter(({ word }) => word === "bias").map((
      { layer, tensor },
    ) => [layer, tensor.shape[0]]),
  );
  const scales = new Map(
    weights.filter(({ word }) => word === "gamma").map(({ layer, tensor }) => [layer, tensor.name]),
  );
  const pointwise = new Set(
    weights.filter(({ word }) => word === "pointwise_kernel").map(({ layer }) => layer),
  );
  const inferred = layers.length === 0 ? inferGroups(weights, biases) : new Map<string, number>();
  const readers = batchNormReaders(layers);
  return new Map(weights.map((weight): [string, TensorUse] => {
    const { tensor, layer, word } = weight;
    const axes = kernelAxes(weight, biases.get(layer));
    if (axes === undefined) {
      const untrained = STATISTIC.test(word) || !isFloat(tensor.dtype);
      return [tensor.name, { op: untrained ? "statistic" : "parameter" }];
    }
    const config = byName.get(layer)?.config ?? {};
    const depthwise = axes === "space-in-multiplier";
    const groups = depthwise ? tensor.shape.at(-2) : config["groups"] ?? inferred.get(tensor.name);
    const separable = weight.className?.startsWith("Separable") ?? pointwise.has(layer);
    const spatial = tensor.shape.length - 2;
    return [tensor.name, {
      op: "kernel",
      layer: separable ? `${layer}/${word.replace(/_kernel$/, "")}` : layer,
      axes,
      groups: typeof groups === "number" && Number.isSafeInteger(groups) && groups > 0 ? groups : 1,
      dilation: dilationOf(config, spatial),
      gamma: word === "depthwise_kernel" && separable
        ? null
        : scales.get(readers.get(layer) ?? "") ?? null,
    }];
  }));
}

/** Groups of the kernels of a file without a configuration, by the tensor's name. */
function inferGroups(
  weights: readonly KerasWeight[],
  biases: ReadonlyMap<string, number | undefined>,
): Map<string, number> {
  const kernels = weights.flatMap((weight): Kernel[] => {
    const { tensor, layer } = weight;
    const axes = kernelAxes(weight, biases.get(layer));
    const groups = axes === "space-in-multiplier" ? tensor.shape.at(-2) ?? 1 : 1;
    return axes === undefined ? [] : [{ tensor, axes, groups }];
  });
  return new Map(withGroups(kernels, false).map(({ tensor, groups }) => [tensor.name, groups]));
}

/**
 * The layout of a weight that is the kernel of a convolution or dense layer, otherwise undefined.
 *
 * @param bias Length of the layer's bias.
 */
function kernelAxes(
  { tensor: { shape, dtype }, className, word }: KerasWeight,
  bias: number | undefined,
): KernelAxes | undefined {
  if (!isFloat(dtype) || !/^(depthwise_|pointwise_)?kernel$/.test(word)) return undefined;
  const spatial = shape.length - 2;
  if (spatial < 0 || spatial > 3) return undefined;
  if (spatial === 0) {
    return className === null || className === "Dense" ? "space-in-out" : undefined;
  }
  if (word === "depthwise_kernel" || className?.startsWith("DepthwiseConv")) {
    return "space-in-multiplier";
  }
  if (className === null) {
    const [secondToLast, last] = [shape.at(-2), shape.at(-1)];
    const transposed = bias !== undefined && bias !== last && bias === secondToLast;
    return transposed ? "space-out-in" : "space-in-out";
  }
  if (!/Conv/.test(className)) return undefined;
  return className.endsWith("Transpose") ? "space-out-in" : "space-in-out";
}

/** The batch norm that reads a layer, by the layer's name. */
function batchNormReaders(layers: readonly KerasLayer[]): Map<string, string> {
  return new Map(
    layers.filter(({ className }) => className.includes("BatchNormalization"))
      .flatMap(({ name, inputs }) => inputs.map((input): [string, string] => [input, name])),
  );
}

function dilationOf(config: Readonly<Record<string, unknown>>, spatial: number): number[] | null {
  const rate = config["dilation_rate"];
  const rates = typeof rate === "number" ? Array(spatial).fill(rate) : rate;
  return shapeOf(rates) ?? null;
}
