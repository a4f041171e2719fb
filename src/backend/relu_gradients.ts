/**
 * The gradients of ReLU and ReLU6 in one pass.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

let registered = false;

/**
 * Lets ReLU and ReLU6 use the kernels `ReluGrad` and `Relu6Grad` of the current backend, where it has them: inputs `dy`
 * and the activation's input `x`. tfjs' own gradients are three passes and more: step, cast, multiply.
 */
export function registerReluGradients(): void {
  if (registered) return;
  registered = true;
  for (const activation of ["Relu", "Relu6"]) {
    const kernel = `${activation}Grad`;
    const stock = tf.getGradient(activation);
    tf.unregisterGradient(activation);
    tf.registerGradient({
      ...stock,
      gradFunc: (dy, saved, attributes) => {
        const [x] = saved;
        const ours = !Array.isArray(dy) && dy.dtype === "float32" && x?.dtype === "float32" &&
          tf.getKernel(kernel, tf.getBackend()) !== undefined;
        if (!ours) return stock.gradFunc(dy, saved, attributes);
        return { x: () => tf.engine().runKernel(kernel, { dy, x }) };
      },
    });
  }
}
