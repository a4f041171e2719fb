/**
 * Functions that a backend runs as one piece.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { refuseDraws } from "./refuse_draws.ts";

/**
 * A function from tensors to tensors, which may also read and assign variables.
 *
 * A body computes the same results from the same inputs and variables. Everything else that changes from call to call
 * (images, a learning rate, random numbers such as a dropout mask) is an input or is in a variable, and a body reads no
 * tensor's values. Results may repeat, and may be inputs or variables.
 */
export type Body = (...inputs: tf.Tensor[]) => readonly tf.Tensor[];

/** A compiled function. Gradients are taken inside its body: none can be taken through a call of `run`. */
export interface Compiled extends Disposable {
  /**
   * Runs the body. If the body throws, every variable keeps the value that it had before the call.
   *
   * @param inputs The body's inputs, any shapes. The caller disposes of them.
   * @returns One tensor for each of the body's results, in the same order. All of them are new tensors that the caller
   * disposes of, one by one, also where the body returns one tensor twice, an input or a variable.
   * @throws {Error} If the body draws random numbers. On TensorFlow also if the body uses a tensor that is neither an
   * input nor in `variables`, reads a tensor's values or makes constants that differ between two calls. Other backends
   * do not detect these three.
   */
  run(...inputs: tf.Tensor[]): tf.Tensor[];
}

/** How a backend compiles. */
export type Compiler = (body: Body, variables: readonly tf.Variable[]) => Compiled;

const compilers = new Map<string, Compiler>();

/** Sets how a backend compiles. */
export function registerCompiler(backendName: string, compiler: Compiler): void {
  compilers.set(backendName, compiler);
}

/**
 * Makes the current backend run a function as one piece, where the backend can: TensorFlow records the function's
 * operations as a graph, once for each combination of input shapes, and then fuses them and runs them in parallel. On
 * other backends each call runs the function itself. While the function runs, `Math.random` throws.
 *
 * @param body The function. It must not draw random numbers: random numbers are inputs.
 * @param variables All variables that the body reads or assigns, in any fixed order.
 * @returns The compiled function. Dispose of it when it is no longer needed.
 *
 * @example Two results, one of them assigned to a variable
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { compile } from "./mod.ts";
 *
 * const total = tf.variable(tf.scalar(10));
 * using add = compile((x) => {
 *   const sum = x.sum();
 *   total.assign(total.add(sum));
 *   return [sum, total];
 * }, [total]);
 * const x = tf.tensor1d([1, 2]);
 * const [sum, after] = add.run(x);
 * assert.equal(sum?.dataSync()[0], 3);
 * assert.equal(after?.dataSync()[0], 13);
 * tf.dispose([x, total, sum, after]);
 * ```
 */
export function compile(body: Body, variables: readonly tf.Variable[]): Compiled {
  const guarded: Body = (...inputs) => refuseDraws(() => body(...inputs));
  const compiler = compilers.get(tf.getBackend()) ?? callEachTime;
  return compiler(guarded, variables);
}

/** For backends without graphs. */
const callEachTime: Compiler = (body, variables) => ({
  run: (...inputs) =>
    tf.tidy(() => {
      const before = variables.map((variable) => variable.clone());
      try {
        return body(...inputs).map((result) => result.clone());
      } catch (error) {
        before.forEach((value, i) => variables[i]?.assign(value));
        throw error;
      }
    }),
  [Symbol.dispose]() {},
});
