/**
 * The gradients of ReLU and ReLU6 in one pass.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

let registered = false;

/**
 * Lets ReLU and ReLU6 use the kernels `ReluGrad` and `Relu6Grad` of the current backend, where it has them: inputs `dy`
 * and the activation's input or output `x`, which have the same gradient. tfjs' own are three passes and more: step,
 * cast, multiply.
 *
 * ReLU remembers its output instead of its input: the input can be overwritten, and a graph can compute it together with
 * the operation before.
 */
export function registerReluGradients(): void {
  if (registered) return;
  registered = true;
  replace("Relu", { inputsToSave: [], outputsToSave: [true] });
  replace("Relu6", { inputsToSave: ["x"] }); // tfjs' own gradient, elsewhere, tells 6 from more
}

function replace(activation: string, saves: Partial<tf.GradConfig>): void {
  const kernel = `${activation}Grad`;
  const stock = tf.getGradient(activation);
  tf.unregisterGradient(activation);
  tf.registerGradient({
    kernelName: activation,
    ...saves,
    gradFunc: (dy, saved, attributes) => {
      const [x] = saved;
      const ours = !Array.isArray(dy) && dy.dtype === "float32" && x?.dtype === "float32" &&
        tf.getKernel(kernel, tf.getBackend()) !== undefined;
      if (!ours) return stock.gradFunc(dy, saved, attributes);
      return { x: () => tf.engine().runKernel(kernel, { dy, x }) };
    },
  });
}
