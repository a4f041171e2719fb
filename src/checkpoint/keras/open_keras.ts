/**
 * Keras' HDF5 files: `.h5` of Keras 1 to 3 (weights by name, with or without the model's configuration) and `.weights.h5` of
 * Keras 3 (weights by number).
 *
 * @module
 */
import type { ByteSource } from "../../files/byte_source.ts";
import type { Checkpoint, StoredTensor } from "../model_file.ts";
import { type Hdf5Tree, readHdf5 } from "../containers/hdf5/tree.ts";
import { classOfAutomaticName, type KerasLayer, kerasLayers } from "./keras_layers.ts";
import { kerasUses, type KerasWeight } from "./keras_uses.ts";
import { naturally } from "../natural_order.ts";

/**
 * Opens an HDF5 file.
 *
 * @throws {InputError} If it is damaged, or holds no numbers.
 */
export function openKerasH5(source: ByteSource): Omit<Checkpoint, "path"> {
  const tree = readHdf5(source);
  const numbered = [...tree.datasets.keys()].some((path) => VARIABLE.test(path));
  const weights = numbered
    ? numberedWeights(source, tree, [])
    : namedWeights(source, tree, configuredLayers(tree));
  return {
    format: numbered ? "keras-weights-h5" : "keras-h5",
    tensors: weights.map(({ tensor }) => tensor),
    uses: kerasUses(weights, numbered ? [] : configuredLayers(tree)),
    [Symbol.dispose]: () => {},
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
 * The weights of a `.weights.h5`, by their layers' own names where the file holds them.
 *
 * @param layers The configured layers, if there is a configuration.
 */
export function numberedWeights(
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
    const tensor: StoredTensor = { ...dataset, name: `${layer}/${word}`, read: dataset.read };
    weights.push({ tensor, layer, className, word });
  }
  if (weights.length === 0) throw source.fail("it holds no weights");
  const order = new Map(layers.map(({ name }, index) => [name, index]));
  const place = ({ layer }: KerasWeight) => order.get(layer) ?? Infinity;
  const natural = naturally(({ layer, word }: KerasWeight) => `${layer}/${word}`);
  return weights.sort((a, b) => place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : natural(a, b));
}

function variableWord(
  className: string | null,
  config: Readonly<Record<string, unknown>>,
  index: number,
): string {
  const words = VARIABLES[className ?? ""] ?? ["kernel", "bias"];
  const here = words.filter((word) =>
    !(word === "gamma" && config["scale"] === false) &&
    !(word === "beta" && config["center"] === false)
  );
  return here[index] ?? String(index);
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
    // A Keras 2 file repeats the layer: `conv/conv/kernel:0` is the kernel of conv.
    const layer = known ?? above[0] ?? word;
    const className = byName.get(layer)?.className ?? null;
    weights.push({
      tensor: { ...dataset, name, read: dataset.read },
      layer,
      className,
      word,
    });
  }
  if (weights.length === 0) {
    throw source.fail("it is HDF5 but holds no numbers, expected a Keras model");
  }
  const listed = groups.get(root.replace(/\/$/, ""))?.texts.get("layer_names") ?? [];
  const order = new Map(
    [...layers.map(({ name }) => name), ...listed].map((name, index) => [name, index]),
  );
  const place = ({ tensor, layer }: KerasWeight) =>
    order.get(layer) ?? order.get(tensor.name.split("/")[0] ?? "") ?? Infinity;
  return weights.sort((a, b) => place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0);
}

function configuredLayers({ groups }: Hdf5Tree): KerasLayer[] {
  const text = groups.get("")?.texts.get("model_config")?.[0];
  if (text === undefined) return [];
  try {
    return kerasLayers(JSON.parse(text));
  } catch {
    return []; // weights can be told without it
  }
}
