/**
 * Weights that PyTorch programs saved for an architecture of the catalog.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { InputError } from "../errors.ts";
import type { Architecture } from "./family.ts";
import { familyOf } from "./names.ts";

/** One array of a state dictionary. */
export interface StateTensor {
  /** PyTorch's name, such as `layer1.0.conv1.weight`; a leading `module.` does not matter. */
  readonly name: string;
  /** Its sizes, in PyTorch's order of axes. */
  readonly shape: readonly number[];
  /** Its numbers, row-major in PyTorch's order of axes. */
  read(): Float32Array | Float64Array;
}

/**
 * The output units of the dense layer at the end, as a state dictionary has them.
 *
 * @param tensors The state dictionary's arrays.
 * @returns The number of classes; undefined if the dictionary has no dense layer named `linear` or `fc`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { classesOf } from "./mod.ts";
 *
 * const read = () => new Float32Array(640);
 * assert.equal(classesOf([{ name: "linear.weight", shape: [10, 64], read }]), 10);
 * ```
 */
export function classesOf(tensors: Iterable<StateTensor>): number | undefined {
  for (const { name, shape } of tensors) {
    if (/(^|\.)(linear|fc)\.weight$/.test(name)) return shape[0];
  }
  return undefined;
}

/**
 * Sets a model's weights to those of a state dictionary. Every weight of the model must be there, and nothing else except
 * counters.
 *
 * The catalog's ResNets are known, as PyTorch programs name them: `conv1`, `bn1`, `layer<stage>.<block>.conv1`, …, and
 * `linear` or `fc` at the end.
 *
 * @param model A model of the catalog, built for as many classes as the dictionary has.
 * @param architecture The model's architecture.
 * @param tensors The state dictionary's arrays.
 * @param path The file's name, for errors.
 * @throws {InputError} If the architecture has no such naming, or a tensor is missing, unknown, or of another shape.
 *
 * @example A dictionary of another model is refused
 * ```ts
 * import assert from "node:assert/strict";
 * import { Rng } from "../rng.ts";
 * import { architectureNamed, buildModel, loadStateDictionary } from "./mod.ts";
 *
 * const model = buildModel("c1-2", { inputShape: [8, 8, 1], classes: 2, rng: new Rng(1) });
 * assert.throws(
 *   () => loadStateDictionary(model, architectureNamed("c1-2"), [], "weights.pth"),
 *   /Cannot read weights.pth as c1-2/,
 * );
 * ```
 */
export function loadStateDictionary(
  model: tf.LayersModel,
  architecture: Architecture,
  tensors: Iterable<StateTensor>,
  path: string,
): void {
  const fail = (what: string) =>
    new InputError(`Cannot read ${path} as ${model.name}: ${what} (is it another model's?)`);
  const family = familyOf(architecture);
  if (family.torchName === undefined) {
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
    const key = family.torchName(tensor.name.replace(/^module\./, ""));
    const weight = key === undefined ? undefined : weights.get(key);
    if (key === undefined || weight === undefined) {
      throw fail(`the model has no weight for ${tensor.name}`);
    }
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
  if (first !== undefined) throw fail(`it has no array for ${first}`);
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
