/**
 * Max pooling by oneDNN. Its second output is a workspace, the position of each maximum, which its gradient needs: that is
 * fifteen times as fast as TensorFlow's own gradient on a CPU.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { poolGeometry } from "../../geometry.ts";
import { input } from "../../kernel.ts";
import type { NativeBackend, NativeKernel } from "../binding/native_backend.ts";
import { type Attribute, attribute } from "../ops/attribute.ts";

const POOL = "_MklNativeMaxPool";
const GRADIENT = "_MklNativeMaxPoolGrad";

/** Whether this TensorFlow has the two operations for the device in use. */
export function hasFastMaxPool(backend: NativeBackend): boolean {
  return backend.has(POOL) && backend.has(GRADIENT);
}

/** The operations' attributes; undefined for a pooling that they do not support. */
function attributesOf(x: tf.TensorInfo, attributes: tf.NamedAttrMap): Attribute[] | undefined {
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = poolGeometry(
    x.shape,
    attributes,
  );
  const { type } = padInfo;
  if (x.dtype !== "float32" || (type !== "SAME" && type !== "VALID")) return undefined;
  return [
    attribute.float32("T"),
    attribute.integers("ksize", [1, filterHeight, filterWidth, 1]),
    attribute.integers("strides", [1, strideHeight, strideWidth, 1]),
    attribute.text("padding", type),
    attribute.text("data_format", "NHWC"),
    attribute.flag("workspace_enabled", true),
    attribute.text("_kernel", "MklNameChangeOp"), // selects these kernels; TensorFlow's own graph rewriting sets it, too
  ];
}

/** Kernel `MaxPool`: if a gradient may follow, with a workspace, which is kept with the output. */
export function fastMaxPool(stock: NativeKernel): NativeKernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "x");
    // In a graph TensorFlow itself replaces its own operations by these.
    const isUseful = tf.engine().state.gradientDepth > 0 && !backend.isRecording;
    const supported = isUseful ? attributesOf(x, attributes) : undefined;
    if (supported === undefined) return stock(backend, inputs, attributes);
    const [y, workspace] = backend.executeMultipleOutputs(POOL, supported, [x], 2);
    if (y === undefined || workspace === undefined) throw new TypeError("two outputs expected");
    backend.setCompanion(y, workspace);
    return y;
  };
}

/** Kernel `MaxPoolGrad`: inputs `dy`, `input`, `output`. Pools again if there is no workspace. */
export function fastMaxPoolGradient(stock: NativeKernel): NativeKernel {
  return (backend, inputs, attributes) => {
    const x = input(inputs, "input");
    const y = input(inputs, "output");
    const dy = input(inputs, "dy");
    const supported = backend.isRecording ? undefined : attributesOf(x, attributes);
    if (supported === undefined) return stock(backend, inputs, attributes);
    const workspace = backend.companion(y);
    if (workspace !== undefined) {
      return backend.executeSingleOutput(GRADIENT, supported, [x, y, dy, workspace]);
    }
    const again = backend.executeMultipleOutputs(POOL, supported, [x], 2);
    const [output, fresh] = again;
    if (output === undefined || fresh === undefined) throw new TypeError("two outputs expected");
    const gradient = backend.executeSingleOutput(GRADIENT, supported, [x, output, dy, fresh]);
    tf.dispose(again);
    return gradient;
  };
}
