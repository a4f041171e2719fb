/**
 * Weights that PyTorch programs saved for an architecture of the catalog.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";
import type { Architecture } from "./names.ts";

/** One array of a state dictionary. */
export interface StateTensor {
  /** PyTorch's name, such as `layer1.0.conv1.weight`; a leading `module.` does not matter. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Its numbers, row-major in PyTorch's order of axes. */
  read(): Float32Array | Float64Array;
}

/** PyTorch's names of a batch norm's arrays -> tfjs'. */
const BATCH_NORM: Readonly<Record<string, string>> = {
  weight: "gamma",
  bias: "beta",
  running_mean: "moving_mean",
  running_var: "moving_variance",
};

/** The output units of the dense layer at the end, as a state dictionary has them; undefined if it has none. */
export function classesOf(tensors: Iterable<StateTensor>): number | undefined {
  for (const { name, shape } of tensors) {
    if (/(^|\.)(linear|fc)\.weight$/.test(name)) return shape[0];
  }
  return undefined;
}

/**
 * Sets a model's weights to a state dictionary's. Every weight of the model must be there, and nothing else but counters.
 *
 * Known are the CIFAR ResNets of He et al. as PyTorch programs name them: `conv1`, `bn1`, `layer<stage>.<block>.conv1`, …,
 * and `linear` or `fc` at the end.
 *
 * @param path Named in errors.
 * @throws {InputError} If the architecture has no such naming, or a tensor is missing, unknown, or of another shape.
 */
export function loadStateDictionary(
  model: tf.LayersModel,
  { family }: Architecture,
  tensors: Iterable<StateTensor>,
  path: string,
): void {
  const fail = (what: string) =>
    new InputError(`Cannot read ${path} as ${model.name}: ${what} (is it another model's?)`);
  if (family !== "resnet") {
    throw new InputError(
      `Cannot read ${path} as ${model.name}: PyTorch has no usual names for its weights (give a TF.js layers model or a run)`,
    );
  }
  const weights = new Map(
    model.layers.flatMap((layer) =>
      layer.weights.map((
        weight,
      ) => [`${layer.name}/${weight.originalName.split("/").at(-1)}`, weight])
    ),
  );
  const missing = new Set(weights.keys());
  for (const tensor of tensors) {
    if (/num_batches_tracked$/.test(tensor.name)) continue;
    const key = residualName(tensor.name.replace(/^module\./, ""));
    const weight = key === undefined ? undefined : weights.get(key);
    if (key === undefined || weight === undefined) throw fail(`it has no place for ${tensor.name}`);
    const value = tf.tidy(() => rearranged(tensor));
    try {
      if (value.shape.join() !== weight.shape.join()) {
        throw fail(
          `${tensor.name} has shape [${tensor.shape.join(", ")}], expected ${
            weight.shape.join("x")
          } values`,
        );
      }
      weight.write(value);
    } finally {
      value.dispose();
    }
    missing.delete(key);
  }
  const [first] = missing;
  if (first !== undefined) throw fail(`nothing is there for ${first}`);
}

/** `layer1.0.bn2.running_var` -> `stage1_block1_bn2/moving_variance`. */
function residualName(name: string): string | undefined {
  const block = /^layer(\d)\.(\d+)\.(.+)$/.exec(name);
  const prefix = block === null ? "" : `stage${block[1]}_block${Number(block[2]) + 1}_`;
  const [, layer = "", array = ""] = /^([a-z]+\d?)\.(\w+)$/.exec(block?.[3] ?? name) ?? [];
  if (/^conv\d$/.test(layer) && array === "weight") return `${prefix}${layer}/kernel`;
  if (/^bn\d$/.test(layer)) return `${prefix}${layer}/${BATCH_NORM[array]}`;
  if (layer !== "linear" && layer !== "fc") return undefined;
  return `logits/${array === "weight" ? "kernel" : array}`;
}

/** OIHW -> HWIO, [out, in] -> [in, out]. */
function rearranged(tensor: StateTensor): tf.Tensor {
  const { shape } = tensor;
  const value = tf.tensor(Float32Array.from(tensor.read()), [...shape]);
  switch (shape.length) {
    case 4:
      return value.transpose([2, 3, 1, 0]);
    case 2:
      return value.transpose();
    default:
      return value.clone();
  }
}
