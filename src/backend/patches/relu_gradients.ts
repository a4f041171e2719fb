/**
 * The gradients of ReLU and ReLU6 in one pass.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/**
 * Makes ReLU and ReLU6 use the kernels `ReluGrad` and `Relu6Grad` of the current backend, where it has them. Their inputs
 * are `dy` and `x`, the activation's input or output: both give the same gradient. tfjs' own gradients are at least three
 * passes: step, cast, multiply.
 *
 * ReLU saves its output instead of its input: then the input's memory is free for reuse, and a graph can fuse ReLU with
 * the operation before it.
 */
export function registerReluGradients(): void {
  replace("Relu", { inputsToSave: [], outputsToSave: [true] });
  // The input is saved: on other backends tfjs' own gradient runs, which distinguishes x = 6 from x > 6.
  replace("Relu6", { inputsToSave: ["x"] });
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
      const hasKernel = !Array.isArray(dy) && dy.dtype === "float32" && x?.dtype === "float32" &&
        tf.getKernel(kernel, tf.getBackend()) !== undefined;
      if (!hasKernel) return stock.gradFunc(dy, saved, attributes);
      return { x: () => tf.engine().runKernel(kernel, { dy, x }) };
    },
  });
}
