/**
 * Everything that this room changes in tfjs itself, except the kernels of its backends.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { registerTrainingBatchNorm } from "./batch_normalization.ts";
import { registerCrossEntropy } from "./cross_entropy.ts";
import { registerReluGradients } from "./relu_gradients.ts";

let patched = false;

/**
 * Makes batch normalization, softmax cross-entropy and the gradients of ReLU use single kernels, on backends that have
 * them. Once in a process: each patch wraps the function that it replaces.
 */
export function patchTfjs(): void {
  if (patched) return;
  patched = true;
  registerReluGradients();
  registerTrainingBatchNorm();
  registerCrossEntropy();
}

/**
 * Turns tfjs' console messages off ("looks like you are running in Node.js", "backend was already registered"): tfjs
 * prints them unless it is in production mode, which changes nothing else.
 */
export function silenceTfjs(): void {
  tf.env().set("PROD", true);
}
