/**
 * Functions that run as one piece.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/**
 * A function of tensors that may read and assign variables. It must compute the same from the same: whatever changes
 * from call to call (images, a learning rate, random numbers) comes in as an input or is in a variable, and no value
 * is read while it runs.
 */
export type Body = (...inputs: tf.Tensor[]) => tf.Tensor;

/** A function that was compiled. Gradients do not reach through it: they are taken in its body. */
export interface Compiled extends Disposable {
  /** Calls it. The inputs stay the caller's, the result becomes the caller's. */
  run(...inputs: tf.Tensor[]): tf.Tensor;
}

/** How a backend compiles. */
export type Compiler = (body: Body, variables: readonly tf.Variable[]) => Compiled;

const compilers = new Map<string, Compiler>();

/** Sets how a backend compiles. */
export function registerCompiler(backendName: string, compiler: Compiler): void {
  compilers.set(backendName, compiler);
}

/**
 * Has the current backend run a function as one piece, where it can: TensorFlow records it as a graph, whose operations
 * it fuses and runs beside each other. Elsewhere the function is called as it is.
 *
 * @param variables All that the body reads or assigns, in an order that does not change.
 */
export function compile(body: Body, variables: readonly tf.Variable[]): Compiled {
  const compiler = compilers.get(tf.getBackend());
  if (compiler !== undefined) return compiler(body, variables);
  return { run: (...inputs) => tf.tidy(() => body(...inputs).clone()), [Symbol.dispose]() {} };
}
