/**
 * The layers in the configuration of a Keras or TF.js model. No model is built: only names, classes and settings are read.
 *
 * @module
 */
import { isObject, listOf, objectOf, textOf } from "../../encoding/json.ts";
import { ownValue } from "../../own_value.ts";

/** A layer as its configuration describes it. */
export interface KerasLayer {
  readonly name: string;
  /** Such as `Conv2D`. */
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers that it reads. */
  readonly inputs: readonly string[];
}

const DEEPEST = 12;

/**
 * All layers of a model, in its order. The layers of a nested model come directly before the entry of that model.
 *
 * @param model `{class_name, config}`, as in the files' `model_config` and `config.json`.
 */
export function kerasLayers(model: unknown): KerasLayer[] {
  const found: KerasLayer[] = [];
  collect(objectOf(model), 0, found);
  return found;
}

function collect(
  model: Readonly<Record<string, unknown>>,
  depth: number,
  found: KerasLayer[],
): void {
  const config = model["config"];
  // Keras 1 and 2.0 wrote the layers of a Sequential in place of its configuration.
  const layers = listOf(Array.isArray(config) ? config : objectOf(config)["layers"]);
  const sequential = textOf(model["class_name"]).endsWith("Sequential");
  let before: string | undefined;
  for (const layer of layers) {
    if (!isObject(layer)) continue;
    const own = objectOf(layer["config"]);
    const name = textOf(own["name"] ?? layer["name"]);
    if (depth < DEEPEST && Array.isArray(own["layers"])) collect(layer, depth + 1, found);
    const wrapped = objectOf(own["layer"]); // of TimeDistributed and other wrappers
    const inner = "class_name" in wrapped ? wrapped : layer;
    found.push({
      name,
      className: textOf(inner["class_name"]),
      config: objectOf(inner["config"]),
      inputs: sequential ? (before === undefined ? [] : [before]) : strings(layer["inbound_nodes"]),
    });
    before = name;
  }
}

/** All strings in a value: each version of Keras nests the layers' names in `inbound_nodes` differently. */
function strings(value: unknown, depth = 0): string[] {
  if (typeof value === "string") return [value];
  if (depth > DEEPEST) return [];
  const inner = isObject(value) ? Object.values(value) : listOf(value);
  return inner.flatMap((item) => strings(item, depth + 1));
}

/** The class of a layer that Keras named, such as `Conv2DTranspose` of `conv2d_transpose_3`; null for other names. */
export function classOfAutomaticName(name: string): string | null {
  const [, bare = ""] = /^(.*?)(?:_\d+)?$/.exec(name) ?? [];
  return ownValue(AUTOMATIC, bare) ?? null;
}

const AUTOMATIC: Readonly<Record<string, string>> = {
  conv1d: "Conv1D",
  conv2d: "Conv2D",
  conv3d: "Conv3D",
  conv1d_transpose: "Conv1DTranspose",
  conv2d_transpose: "Conv2DTranspose",
  conv3d_transpose: "Conv3DTranspose",
  depthwise_conv1d: "DepthwiseConv1D",
  depthwise_conv2d: "DepthwiseConv2D",
  separable_conv1d: "SeparableConv1D",
  separable_conv2d: "SeparableConv2D",
  dense: "Dense",
  batch_normalization: "BatchNormalization",
  layer_normalization: "LayerNormalization",
  group_normalization: "GroupNormalization",
  normalization: "Normalization",
  embedding: "Embedding",
};
