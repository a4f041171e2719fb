/**
 * Keeps tfjs from printing.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";

/**
 * Switches off tfjs' console messages ("looks like you are running in Node.js", "backend was already registered").
 *
 * Production mode is the only switch that tfjs has for them. Its other effect is to leave out debugging checks.
 */
export function silenceTfjs(): void {
  tf.env().set("PROD", true);
}
