/**
 * Gradients of activations by TensorFlow's own operations.
 *
 * @module
 */

import { attribute } from "../ops/attribute.ts";
import { input } from "../../geometry.ts";
import type { Kernel } from "../../kernel.ts";

/** Kernel `ReluGrad` or `Relu6Grad`: inputs `dy` and the activation's input `x`. */
export function activationGradient(operation: "ReluGrad" | "Relu6Grad"): Kernel {
  return (backend, inputs) =>
    backend.executeSingleOutput(operation, [attribute.float32("T")], [
      input(inputs, "dy"),
      input(inputs, "x"),
    ]);
}
