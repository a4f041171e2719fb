/**
 * ONNX weights stored as integers.
 *
 * @module
 */
import type { StoredTensor } from "../model_file.ts";
import type { OnnxNode } from "./onnx_node.ts";

/** Inputs of an operation that unpacks weights: (weight, scale, zero point). */
const UNPACKING: Readonly<Record<string, readonly [number, number, number]>> = {
  DequantizeLinear: [0, 1, 2],
  QLinearConv: [3, 4, 5],
};

/**
 * The tensors, with those that an operation reads through a scale and a zero point as the floats that they stand for, under
 * their own name.
 */
export function dequantized(
  nodes: readonly OnnxNode[],
  tensors: readonly StoredTensor[],
): StoredTensor[] {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const unpacked = new Map<string, StoredTensor>();
  for (const { op, inputs, attributes } of nodes) {
    const places = Object.hasOwn(UNPACKING, op) ? UNPACKING[op] : undefined;
    if (places === undefined) continue;
    const [weight, scale, zero] = places.map((place) => byName.get(inputs[place] ?? ""));
    if (weight === undefined || scale === undefined) continue;
    const axis = op === "QLinearConv" ? 0 : attributes.get("axis")?.value ?? 1;
    unpacked.set(weight.name, {
      ...weight,
      dtype: "float32",
      read: () => scaled(weight, scale, zero, axis),
    });
  }
  return tensors.map((tensor) => unpacked.get(tensor.name) ?? tensor);
}

function scaled(
  weight: StoredTensor,
  scale: StoredTensor,
  zero: StoredTensor | undefined,
  axis: number,
): Float32Array {
  const [values, scales, zeros] = [weight.read(), scale.read(), zero?.read()];
  const { shape } = weight;
  const at = axis < 0 ? axis + shape.length : axis;
  // How far apart neighbors along the axis lie; one scale serves all where there is only one.
  const stride = shape.slice(at + 1).reduce((product, size) => product * size, 1);
  const channels = scales.length === 1 ? 1 : shape[at] ?? 1;
  return Float32Array.from(values, (value, i) => {
    const channel = channels === 1 ? 0 : Math.floor(i / stride) % channels;
    return (value - (zeros?.[channel] ?? 0)) * (scales[channel] ?? NaN);
  });
}
