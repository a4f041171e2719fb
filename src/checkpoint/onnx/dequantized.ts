/**
 * ONNX weights that are stored as integers.
 *
 * @module
 */
import { ownValue } from "../../own_value.ts";
import { sizeOf, type StoredTensor } from "../stored_tensor.ts";
import type { OnnxNode } from "./onnx_node.ts";

/** The inputs of the operations that dequantize a weight: indices of the weight, its scale and its zero point. */
const DEQUANTIZING: Readonly<Record<string, readonly [number, number, number]>> = {
  DequantizeLinear: [0, 1, 2],
  QLinearConv: [3, 4, 5],
};

/**
 * The tensors of a graph. Those that an operation reads with a scale and a zero point are returned as the floats that they
 * represent, under their own name.
 */
export function dequantized(
  nodes: readonly OnnxNode[],
  tensors: readonly StoredTensor[],
): StoredTensor[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const floats = new Map<string, StoredTensor>();
  for (const { op, inputs, attributes } of nodes) {
    const indices = ownValue(DEQUANTIZING, op);
    if (indices === undefined) continue;
    const [weight, scale, zero] = indices.map((index) => byName.get(inputs[index] ?? ""));
    if (weight === undefined || scale === undefined) continue;
    const axis = op === "QLinearConv" ? 0 : attributes.get("axis")?.value ?? 1;
    floats.set(weight.name, {
      ...weight,
      dtype: "float32",
      read: () => scaled(weight, scale, zero, axis),
    });
  }
  return tensors.map((tensor) => floats.get(tensor.name) ?? tensor);
}

/** (weight - zero) scale, with one scale and zero point for all numbers or for each index of an axis. */
function scaled(
  weight: StoredTensor,
  scale: StoredTensor,
  zero: StoredTensor | undefined,
  axis: number,
): Float32Array {
  const [values, scales, zeros] = [weight.read(), scale.read(), zero?.read()];
  const { shape } = weight;
  const at = axis < 0 ? axis + shape.length : axis;
  const stride = sizeOf(shape.slice(at + 1)); // distance of neighbors along the axis
  const channels = scales.length === 1 ? 1 : shape[at] ?? 1;
  return Float32Array.from(values, (value, i) => {
    const channel = channels === 1 ? 0 : Math.floor(i / stride) % channels;
    return (value - (zeros?.[channel] ?? 0)) * (scales[channel] ?? NaN);
  });
}
