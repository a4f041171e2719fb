/**
 * A model as the flat list of its layers' applications, nested models replaced by their layers.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/** One application of one layer; a shared layer has several. */
export interface LayerApplication {
  /** The layer that is applied. */
  readonly layer: tf.layers.Layer;
  /** The layer's name; in a nested model `MODEL/LAYER`. */
  readonly name: string;
  /** False where the layer, or a model that contains it, has `trainable: false`. */
  readonly trainable: boolean;
  /** The values that it reads; empty for an input layer. A value is the number of an output of an application. */
  readonly inputs: readonly number[];
  /** The shape of each input, batch axis first. */
  readonly inputShapes: readonly tf.Shape[];
  /** The values that it produces: one for each of its outputs. */
  readonly outputs: readonly number[];
  /** The shape of each output, batch axis first. */
  readonly outputShapes: readonly tf.Shape[];
}

/** All applications of one or several models. */
export interface LayerApplications {
  /** In the order in which they run: each after all applications whose outputs it reads. */
  readonly applications: readonly LayerApplication[];
  /**
   * The values that the models output. When there are several models, an output on which another one builds is a joint
   * between the two and not listed.
   */
  readonly outputs: readonly number[];
}

/**
 * Lists the applications of all layers, those in nested models included. Several models are joined where they have the
 * same symbolic tensors: what both of them contain is listed once.
 *
 * @param models One model, or several that share layers. None is run, and no tensor is created.
 * @returns The applications and the values that the models output.
 *
 * @example Walking through a model
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { layerApplications } from "./mod.ts";
 *
 * const x = tf.input({ shape: [4], name: "x" });
 * const shared = tf.layers.dense({ units: 4, name: "shared" });
 * const twice = shared.apply(shared.apply(x)) as tf.SymbolicTensor;
 * const { applications, outputs } = layerApplications(tf.model({ inputs: x, outputs: twice }));
 * assert.deepEqual(applications.map(({ name, inputs }) => [name, inputs]), [
 *   ["x", []],
 *   ["shared", [0]],
 *   ["shared", [1]],
 * ]);
 * assert.deepEqual(outputs, [2]);
 * ```
 */
export function layerApplications(
  models: tf.LayersModel | readonly tf.LayersModel[],
): LayerApplications {
  const all = models instanceof tf.LayersModel ? [models] : models;
  const visitor = new Visitor();
  const outputs = all.flatMap((model) => {
    visitor.freeze(model);
    visitor.visit(model, "", model.trainable);
    return model.outputs.filter((tensor) => !isJoint(tensor, model, all))
      .flatMap(({ id }) => visitor.values.get(id) ?? []);
  });
  return { applications: visitor.applications, outputs: [...new Set(outputs)] };
}

/** The nodes of a model's graph in the order in which they run. A node is one application of a layer or nested model. */
function nodesOf(model: tf.LayersModel): tf.LayersModel["nodesByDepth"][string] {
  if (model instanceof tf.Sequential && !model.built) model.build(); // connects its layers; creates no tensor
  const depths = Object.keys(model.nodesByDepth).map(Number).sort((a, b) => b - a);
  return depths.flatMap((depth) => model.nodesByDepth[depth] ?? []);
}

/** Whether a layer that only another model contains reads this output of a model. */
function isJoint(
  { id }: tf.SymbolicTensor,
  model: tf.LayersModel,
  models: readonly tf.LayersModel[],
): boolean {
  const own = new Set(nodesOf(model));
  return models.some((other) =>
    nodesOf(other).some((node) =>
      !own.has(node) && node.inputTensors.some((read) => read.id === id)
    )
  );
}

class Visitor {
  readonly applications: LayerApplication[] = [];
  /** Symbolic tensor -> the value that it stands for, outside of nested models. */
  readonly values = new Map<number, number>();
  readonly #owners = new Map<string, tf.layers.Layer>();
  readonly #frozen = new Set<tf.layers.Layer>();
  #made = 0;

  /**
   * Finds the layers of frozen models. A Sequential that begins with a model has the model among its layers, and the
   * model's layers, not the model, in its graph.
   */
  freeze(model: tf.LayersModel, trainable = model.trainable): void {
    for (const layer of model.layers) {
      if (layer instanceof tf.LayersModel) this.freeze(layer, trainable && layer.trainable);
      else if (!trainable) this.#frozen.add(layer);
    }
  }

  /**
   * @param values What the symbolic tensors of this model stand for; those of its inputs are known in a nested model.
   * A nested model that is applied twice has other values each time.
   */
  visit(model: tf.LayersModel, path: string, trainable: boolean, values = this.values): void {
    const read = (tensors: readonly tf.SymbolicTensor[]) =>
      tensors.flatMap(({ id }) => values.get(id) ?? []);
    const bind = (tensors: readonly tf.SymbolicTensor[], made: readonly number[]) =>
      tensors.forEach(({ id }, i) => {
        const value = made[i];
        if (value !== undefined) values.set(id, value);
      });
    for (const { outboundLayer: layer, inputTensors, outputTensors } of nodesOf(model)) {
      if (outputTensors.every(({ id }) => values.has(id))) continue;
      const inputs = layer.getClassName() === "InputLayer" ? [] : inputTensors;
      const isTrainable = trainable && layer.trainable && !this.#frozen.has(layer);
      if (layer instanceof tf.LayersModel) {
        const inner = new Map<number, number>();
        read(inputs).forEach((value, i) => {
          const tensor = layer.inputs[i];
          if (tensor !== undefined) inner.set(tensor.id, value);
        });
        this.visit(layer, `${path}${layer.name}/`, isTrainable, inner);
        bind(outputTensors, layer.outputs.flatMap(({ id }) => inner.get(id) ?? []));
        continue;
      }
      const outputs = outputTensors.map(() => this.#made++);
      this.applications.push({
        layer,
        name: this.#nameOf(layer, path, model),
        trainable: isTrainable,
        inputs: read(inputs),
        inputShapes: inputs.map(({ shape }) => shape),
        outputs,
        outputShapes: outputTensors.map(({ shape }) => shape),
      });
      bind(outputTensors, outputs);
    }
  }

  /** A unique name: two models may use one name for different layers. */
  #nameOf(layer: tf.layers.Layer, path: string, model: tf.LayersModel): string {
    const name = path + layer.name;
    for (let i = 0;; i++) {
      const unique = i === 0
        ? name
        : i === 1
        ? `${model.name}/${name}`
        : `${model.name}/${name}_${i}`;
      const owner = this.#owners.get(unique);
      if (owner !== undefined && owner !== layer) continue;
      this.#owners.set(unique, layer);
      return unique;
    }
  }
}

/**
 * The applications that read each value.
 *
 * @param applications Of {@linkcode layerApplications}.
 * @returns Value -> indices of applications, in the order in which they run. No entry for a value that none reads.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { layerApplications, readersOf } from "./mod.ts";
 *
 * const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 2] })] });
 * const { applications, outputs } = layerApplications(model);
 * const readers = readersOf(applications);
 * assert.deepEqual(readers.get(applications[0]?.outputs[0] ?? -1), [1]);
 * assert.equal(readers.get(outputs[0] ?? -1), undefined);
 * ```
 */
export function readersOf(
  applications: readonly LayerApplication[],
): ReadonlyMap<number, readonly number[]> {
  const readers = new Map<number, number[]>();
  applications.forEach(({ inputs }, index) => {
    for (const input of new Set(inputs)) {
      const known = readers.get(input);
      if (known === undefined) readers.set(input, [index]);
      else known.push(index);
    }
  });
  return readers;
}
