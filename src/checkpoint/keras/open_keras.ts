/**
 * Opens Keras' files: `.h5` of Keras 1 to 3, which name each weight, and `.weights.h5` and `.keras` of Keras 3, which number
 * the weights of each layer.
 *
 * @module
 */
import { parseJsonObject } from "../../encoding/json.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { ownValue } from "../../own_value.ts";
import { type Hdf5Tree, readHdf5 } from "../containers/hdf5/tree.ts";
import type { ModelContents } from "../model_file.ts";
import { byNaturalOrder } from "../natural_order.ts";
import { classOfAutomaticName, type KerasLayer, kerasLayers } from "./keras_layers.ts";
import { kerasUses, type KerasWeight } from "./keras_uses.ts";

/** Configurations of thousands of layers take some ten megabytes. */
const LARGEST_CONFIG = 256 * 1024 * 1024;

/**
 * Opens an `.h5` or `.weights.h5` file.
 *
 * @throws {InputError} If it is damaged, or holds no numbers.
 */
export function openKerasHdf5(source: ByteSource): ModelContents {
  const tree = readHdf5(source);
  const numbered = [...tree.datasets.keys()].some((path) => VARIABLE.test(path));
  const layers = numbered ? [] : configuredLayers(tree);
  const weights = numbered ? numberedWeights(source, tree, []) : namedWeights(source, tree, layers);
  return {
    format: numbered ? "keras-weights-h5" : "keras-h5",
    tensors: weights.map(({ tensor }) => tensor),
    uses: kerasUses(weights, layers),
  };
}

/**
 * Opens a `.keras` archive.
 *
 * @param config Its part `config.json`.
 * @param weights Its part `model.weights.h5`.
 * @throws {InputError} If one of them is damaged.
 */
export function openKerasArchive(config: ByteSource, weights: ByteSource): ModelContents {
  if (config.size > LARGEST_CONFIG) throw config.fail("it is too large for a configuration");
  const layers = kerasLayers(parseJsonObject(config, config.read(0, config.size), "it"));
  const found = numberedWeights(weights, readHdf5(weights), layers);
  return {
    format: "keras",
    tensors: found.map(({ tensor }) => tensor),
    uses: kerasUses(found, layers),
  };
}

/** `…/LAYER/vars/0`. */
const VARIABLE = /(?:^|\/)([^/]+)\/vars\/(\d+)$/;

/** What the numbered variables of a layer are. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  BatchNormalization: ["gamma", "beta", "moving_mean", "moving_variance"],
  SeparableConv1D: ["depthwise_kernel", "pointwise_kernel", "bias"],
  SeparableConv2D: ["depthwise_kernel", "pointwise_kernel", "bias"],
  Normalization: ["mean", "variance", "count"],
};

/**
 * The weights of a `.weights.h5`. Each is named after its layer: by the layer's own name if the file stores it, otherwise
 * by Keras' automatic one.
 *
 * @param layers The layers of the configuration; empty without one.
 */
function numberedWeights(
  source: ByteSource,
  { groups, datasets }: Hdf5Tree,
  layers: readonly KerasLayer[],
): KerasWeight[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const weights: KerasWeight[] = [];
  for (const [path, dataset] of datasets) {
    const [, automatic = "", index = ""] = VARIABLE.exec(path) ?? [];
    if (automatic === "" || /^(optimizer|metrics)\//.test(path)) continue;
    const given = groups.get(path.slice(0, path.lastIndexOf("/")))?.texts.get("name")?.[0];
    const layer = given ?? automatic;
    const known = byName.get(layer);
    const className = known?.className ?? classOfAutomaticName(automatic);
    const word = variableWord(className, known?.config ?? {}, Number(index));
    weights.push({ tensor: { ...dataset, name: `${layer}/${word}` }, layer, className, word });
  }
  if (weights.length === 0) throw source.fail("it holds no weights");
  const order = new Map(layers.map(({ name }, index) => [name, index]));
  const natural = byNaturalOrder(({ layer, word }: KerasWeight) => `${layer}/${word}`);
  return sortedByIndex(weights, ({ layer }) => order.get(layer), natural);
}

/** What a layer calls its variable of some number. */
function variableWord(
  className: string | null,
  config: Readonly<Record<string, unknown>>,
  index: number,
): string {
  const words = ownValue(VARIABLES, className ?? "") ?? ["kernel", "bias"];
  const stored = words.filter((word) =>
    !(word === "gamma" && config["scale"] === false) &&
    !(word === "beta" && config["center"] === false)
  );
  return stored[index] ?? String(index);
}

/** The weights of an `.h5`, in the order of the layers that the file lists. */
function namedWeights(
  source: ByteSource,
  { groups, datasets }: Hdf5Tree,
  layers: readonly KerasLayer[],
): KerasWeight[] {
  const root = groups.has("model_weights") ? "model_weights/" : "";
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const weights: KerasWeight[] = [];
  for (const [path, dataset] of datasets) {
    if (!path.startsWith(root) || path.startsWith("optimizer_weights/")) continue;
    const name = path.slice(root.length);
    const [word = "", ...above] = name.replace(/:0$/, "").split("/").reverse();
    const known = above.find((part) => byName.has(part));
    // Keras 2 repeats the layer's name: `conv/conv/kernel:0` is the kernel of `conv`.
    const layer = known ?? above[0] ?? word;
    const className = byName.get(layer)?.className ?? null;
    weights.push({ tensor: { ...dataset, name }, layer, className, word });
  }
  if (weights.length === 0) {
    throw source.fail("it is HDF5 but holds no numbers, expected a Keras model");
  }
  const listed = groups.get(root.replace(/\/$/, ""))?.texts.get("layer_names") ?? [];
  const order = new Map(
    [...layers.map(({ name }) => name), ...listed].map((name, index) => [name, index]),
  );
  return sortedByIndex(
    weights,
    ({ tensor, layer }) => order.get(layer) ?? order.get(tensor.name.split("/")[0] ?? ""),
    () => 0,
  );
}

/** Sorts weights by their layer's index; those of unknown layers come last. */
function sortedByIndex(
  weights: readonly KerasWeight[],
  indexOf: (weight: KerasWeight) => number | undefined,
  otherwise: (a: KerasWeight, b: KerasWeight) => number,
): KerasWeight[] {
  return weights.toSorted((a, b) => {
    const [x, y] = [indexOf(a) ?? Infinity, indexOf(b) ?? Infinity];
    return x === y ? otherwise(a, b) : x - y;
  });
}

function configuredLayers({ groups }: Hdf5Tree): KerasLayer[] {
  const text = groups.get("")?.texts.get("model_config")?.[0];
  if (text === undefined) return [];
  try {
    return kerasLayers(JSON.parse(text));
  } catch {
    return []; // the weights can be read without the configuration
  }
}
