/**
 * Another tensor with the same elements.
 *
 * @module
 */

import type * as tf from "@tensorflow/tfjs";
import { input } from "../geometry.ts";
import type { WasmBackend } from "./interface.ts";

/** Kernel `Identity`: shares the elements, which never change. The stock kernel copies them: 5 % of a training step. */
export function identity(backend: WasmBackend, inputs: tf.NamedTensorInfoMap): tf.TensorInfo {
  const { dataId, shape, dtype } = input(inputs, "x");
  backend.incRef(dataId);
  return { dataId, shape, dtype };
}
