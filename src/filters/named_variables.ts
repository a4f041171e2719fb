import * as tf from "@tensorflow/tfjs";

/**
 * The variables of a model by the names that they are saved under (`conv2/kernel`). Unlike `variable.name`, which tfjs
 * makes unique among all models of a process, these are the same wherever the model is loaded.
 */
export function namedVariables(model: tf.LayersModel): (readonly [string, tf.Variable])[] {
  return model.weights.flatMap((weight) => {
    const variable = weight.read(); // typed Tensor: the live variable, not a copy
    return variable instanceof tf.Variable ? [[weight.originalName, variable] as const] : [];
  });
}

/** The variables of a model that training moves: not batch norm's running statistics, no layer that is held fast. */
export function trainableVariables(model: tf.LayersModel): tf.Variable[] {
  const trainable = new Set(model.trainableWeights.map(({ originalName }) => originalName));
  return namedVariables(model).flatMap(([name, variable]) => trainable.has(name) ? [variable] : []);
}
