/**
 * What the weights of Keras and TF.js models are for, told from their layers' configuration.
 *
 * @module
 */
import type { StoredTensor } from "../model_file.ts";
import { isFloat } from "../dtype.ts";
import { shapeOf } from "../../encoding/json_value.ts";
import type { KerasLayer } from "./keras_layers.ts";
import { type PlacedKernel, withGroups } from "../roles/infer_groups.ts";
import type { KernelAxes, TensorUse } from "../roles/tensor_use.ts";

/** A weight and the layer it belongs to. */
export interface KerasWeight {
  readonly tensor: StoredTensor;
  /** The layer's name. */
  readonly layer: string;
  /** Its class, or null where the file does not say. */
  readonly className: string | null;
  /** What the layer calls it: `kernel`, `gamma`, … */
  readonly word: string;
}

const STATISTIC = /^(moving_(mean|variance)|mean|variance|count|seed_generator_state|iteration)$/;
const DENSE = /^Dense$/;

/** What each tensor is for, by its name. */
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
  const guessed = layers.length === 0 ? guessedGroups(weights, biases) : new Map<string, number>();
  const behind = batchNormBehind(layers);
  return new Map(weights.map((weight): [string, TensorUse] => {
    const { tensor, layer, word } = weight;
    const axes = kernelAxes(weight, biases.get(layer));
    if (axes === undefined) {
      const idle = STATISTIC.test(word) || !isFloat(tensor.dtype);
      return [tensor.name, { op: idle ? "statistic" : "parameter" }];
    }
    const config = byName.get(layer)?.config ?? {};
    const depthwise = axes === "space-in-multiplier";
    const groups = depthwise ? tensor.shape.at(-2) : config["groups"] ?? guessed.get(tensor.name);
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
        : scales.get(behind.get(layer) ?? "") ??
          null,
    }];
  }));
}

/** For files without a configuration. */
function guessedGroups(
  weights: readonly KerasWeight[],
  biases: ReadonlyMap<string, number | undefined>,
): Map<string, number> {
  const kernels = weights.flatMap((weight): PlacedKernel[] => {
    const { tensor, layer } = weight;
    const axes = kernelAxes(weight, biases.get(layer));
    const groups = axes === "space-in-multiplier" ? tensor.shape.at(-2) ?? 1 : 1;
    return axes === undefined ? [] : [{ tensor, axes, groups }];
  });
  return new Map(withGroups(kernels, false).map(({ tensor, groups }) => [tensor.name, groups]));
}

function kernelAxes(
  { tensor: { shape, dtype }, className, word }: KerasWeight,
  bias: number | undefined,
): KernelAxes | undefined {
  if (!isFloat(dtype) || !/^(depthwise_|pointwise_)?kernel$/.test(word)) return undefined;
  const spatial = shape.length - 2;
  if (spatial < 0 || spatial > 3) return undefined;
  if (spatial === 0) {
    return className === null || DENSE.test(className) ? "space-in-out" : undefined;
  }
  if (word === "depthwise_kernel" || className?.startsWith("DepthwiseConv")) {
    return "space-in-multiplier";
  }
  if (className === null) {
    const [before, last] = [shape.at(-2), shape.at(-1)];
    return bias !== undefined && bias !== last && bias === before ? "space-out-in" : "space-in-out";
  }
  if (!/Conv/.test(className)) return undefined;
  return className.endsWith("Transpose") ? "space-out-in" : "space-in-out";
}

/** For each layer the batch norm that reads it. */
function batchNormBehind(layers: readonly KerasLayer[]): Map<string, string> {
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
