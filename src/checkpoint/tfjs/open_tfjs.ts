/**
 * TensorFlow.js models: `model.json` with weights in files beside it, whole or quantized.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import type { ByteSource } from "../../files/byte_source.ts";
import type { Checkpoint, StoredTensor } from "../model_file.ts";
import { ChainSource } from "../../files/chain_source.ts";
import { isObject, listOf, objectOf } from "../../encoding/json_value.ts";
import { kerasLayers } from "../keras/keras_layers.ts";
import { kerasUses, type KerasWeight } from "../keras/keras_uses.ts";
import { graphUses } from "./graph_uses.ts";
import { tfjsTensor } from "./manifest_tensor.ts";

/**
 * Opens a model by its `model.json`.
 *
 * @param source The `model.json`; its neighbors are opened with it.
 * @param json What it holds.
 * @throws {InputError} If it is no model, or files that it names are missing or too short.
 */
export function openTfjs(
  source: ByteSource,
  json: Readonly<Record<string, unknown>>,
): Omit<Checkpoint, "path"> {
  const topology = objectOf(json["modelTopology"]);
  const manifest = listOf(json["weightsManifest"]);
  const opened = new DisposableStack();
  try {
    const tensors: StoredTensor[] = [];
    for (const group of manifest) tensors.push(...groupTensors(source, group, opened));
    const close = opened.move();
    const graph = Array.isArray(topology["node"]);
    const layers = graph ? [] : kerasLayers(topology["model_config"] ?? topology);
    const weights = tensors.map((tensor) => kerasWeight(tensor, layers));
    const order = new Map(layers.map(({ name }, index) => [name, index]));
    weights.sort((a, b) =>
      (order.get(a.layer) ?? Infinity) - (order.get(b.layer) ?? Infinity) || 0
    );
    return {
      format: graph ? "tfjs-graph" : "tfjs-layers",
      tensors: graph ? tensors : weights.map(({ tensor }) => tensor),
      uses: graph ? graphUses(listOf(topology["node"]), tensors) : kerasUses(weights, layers),
      [Symbol.dispose]: () => close.dispose(),
    };
  } finally {
    opened.dispose();
  }
}

function groupTensors(source: ByteSource, group: unknown, opened: DisposableStack): StoredTensor[] {
  const { paths, weights } = objectOf(group);
  const files = listOf(paths).map((path) => {
    // A path could lead anywhere; the converter only ever names neighbors.
    if (typeof path !== "string" || path === "" || basename(path) !== path) {
      throw source.fail(`its weights are in ${JSON.stringify(path)}, expected a file beside it`);
    }
    return join(dirname(source.path), path);
  });
  const data = opened.use(new ChainSource(files));
  const tensors: StoredTensor[] = [];
  let offset = 0;
  for (const entry of listOf(weights)) {
    if (!isObject(entry)) throw source.fail("its weightsManifest is damaged");
    const { tensor, bytes } = tfjsTensor(source, data, offset, entry);
    tensors.push(tensor);
    offset += bytes;
  }
  return tensors;
}

/** `block/conv/kernel` is the kernel of `block/conv`, or of `conv`, whichever the model has. */
function kerasWeight(
  tensor: StoredTensor,
  layers: ReturnType<typeof kerasLayers>,
): KerasWeight {
  const [word = "", ...path] = tensor.name.split("/").reverse();
  const whole = path.toReversed().join("/");
  const layer = layers.find(({ name }) => name === whole) ??
    layers.findLast(({ name }) => path.includes(name));
  return { tensor, layer: layer?.name ?? whole, className: layer?.className ?? null, word };
}
