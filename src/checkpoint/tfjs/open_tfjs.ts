/**
 * Opens the weights of any TensorFlow.js model: `model.json` and the files next to it, quantized or not. Nothing is built
 * and tfjs is not loaded; `tfjs_models.ts` reads and writes models that can run.
 *
 * @module
 */
import { listOf, objectOf } from "../../encoding/json.ts";
import type { ByteSource } from "../../files/byte_source.ts";
import { type KerasLayer, kerasLayers } from "../keras/keras_layers.ts";
import { kerasUses, type KerasWeight } from "../keras/keras_uses.ts";
import type { ModelContents } from "../model_file.ts";
import type { StoredTensor } from "../stored_tensor.ts";
import { graphUses } from "./graph_uses.ts";
import { openManifest } from "./open_manifest.ts";

/**
 * Opens a model by its `model.json`.
 *
 * @param source The `model.json`. The files next to it are opened, too.
 * @param json Its content.
 * @throws {InputError} If it is not a model, or files that it names are missing or too short.
 */
export function openTfjs(
  source: ByteSource,
  json: Readonly<Record<string, unknown>>,
): ModelContents {
  const topology = objectOf(json["modelTopology"]);
  const manifest = listOf(json["weightsManifest"]);
  using opened = new DisposableStack();
  const tensors: StoredTensor[] = [];
  let furtherBytes = 0;
  for (const group of openManifest(source, manifest, opened)) {
    for (const tensor of group.tensors) tensors.push(tensor);
    furtherBytes += group.data.size;
  }
  const contents = Array.isArray(topology["node"])
    ? graphContents(topology["node"], tensors)
    : layersContents(topology, tensors);
  const kept = opened.move();
  return { ...contents, furtherBytes, close: () => kept.dispose() };
}

function graphContents(nodes: readonly unknown[], tensors: readonly StoredTensor[]): ModelContents {
  return { format: "tfjs-graph", tensors, uses: graphUses(nodes, tensors) };
}

function layersContents(
  topology: Readonly<Record<string, unknown>>,
  tensors: readonly StoredTensor[],
): ModelContents {
  const layers = kerasLayers(topology["model_config"] ?? topology);
  const order = new Map(layers.map(({ name }, index) => [name, index]));
  const indices = layerIndices(layers);
  const weights = tensors.map((tensor) => kerasWeight(tensor, layers, indices)).sort((a, b) =>
    (order.get(a.layer) ?? Infinity) - (order.get(b.layer) ?? Infinity) || 0
  );
  return {
    format: "tfjs-layers",
    tensors: weights.map(({ tensor }) => tensor),
    uses: kerasUses(weights, layers),
  };
}

/** The first and the last layer of each name: nested models can repeat names. */
interface LayerIndices {
  readonly first: ReadonlyMap<string, number>;
  readonly last: ReadonlyMap<string, number>;
}

function layerIndices(layers: readonly KerasLayer[]): LayerIndices {
  const entries = layers.map(({ name }, index): [string, number] => [name, index]);
  return { first: new Map(entries.toReversed()), last: new Map(entries) };
}

/** The weight with its layer: `block/conv/kernel` is the kernel of `block/conv`, or of `conv` if that is the model's layer. */
function kerasWeight(
  tensor: StoredTensor,
  layers: readonly KerasLayer[],
  { first, last }: LayerIndices,
): KerasWeight {
  const [word = "", ...path] = tensor.name.split("/").reverse();
  const fullName = path.toReversed().join("/");
  const index = first.get(fullName) ?? Math.max(...path.map((part) => last.get(part) ?? -1));
  const layer = layers[index];
  return { tensor, layer: layer?.name ?? fullName, className: layer?.className ?? null, word };
}
