/**
 * A model's layers in the order they run.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/** One application of one layer; a shared layer has several. `T` is whatever is carried from layer to layer. */
export interface Call<T> {
  readonly layer: tf.layers.Layer;
  /** The layer's name; in a nested model `MODEL/LAYER`. */
  readonly name: string;
  /** What is carried by each input; empty for an input layer. */
  readonly inputs: readonly T[];
  /** Each input's shape, batch axis first. */
  readonly inputShapes: readonly tf.Shape[];
  /** The output's shape, batch axis first. */
  readonly outputShape: tf.Shape;
}

/**
 * Visits every layer of a model, each after all that it reads, nested models included.
 *
 * @param visit Gets what the layer's inputs carry and returns what its output carries.
 * @param inputs What the model's inputs carry; when left out, its input layers are visited too.
 * @returns What each of the model's outputs carries.
 */
export function walk<T>(
  model: tf.LayersModel,
  visit: (call: Call<T>) => T,
  inputs: readonly T[] = [],
  path = "",
): T[] {
  if (model instanceof tf.Sequential && !model.built) model.build(); // wires its nodes; makes no tensor
  const carried = new Map<number, T>();
  const bind = (tensors: readonly tf.SymbolicTensor[], values: readonly T[]) =>
    tensors.forEach((tensor, i) => {
      const value = values[i];
      if (value !== undefined) carried.set(tensor.id, value);
    });
  const valuesOf = (tensors: readonly tf.SymbolicTensor[]) =>
    tensors.flatMap((tensor) => {
      const value = carried.get(tensor.id);
      return value === undefined ? [] : [value];
    });
  bind(model.inputs, inputs);
  const depths = Object.keys(model.nodesByDepth).map(Number).sort((a, b) => b - a);
  for (const node of depths.flatMap((depth) => model.nodesByDepth[depth] ?? [])) {
    const { outboundLayer: layer, inputTensors, outputTensors } = node;
    const [output] = outputTensors;
    if (output === undefined || carried.has(output.id)) continue;
    const name = path + layer.name;
    const isInput = layer.getClassName() === "InputLayer";
    const values = isInput ? [] : valuesOf(inputTensors);
    if (layer instanceof tf.LayersModel) {
      bind(outputTensors, walk(layer, visit, values, `${name}/`));
    } else {
      const inputShapes = isInput ? [] : inputTensors.map((tensor) => tensor.shape);
      bind([output], [
        visit({ layer, name, inputs: values, inputShapes, outputShape: output.shape }),
      ]);
    }
  }
  return valuesOf(model.outputs);
}
