/**
 * What the weights of an ONNX graph are for, from the operations that read them.
 *
 * @module
 */
import { ownValue } from "../../own_value.ts";
import { isFloat } from "../dtype.ts";
import { layerName } from "../roles/infer_uses.ts";
import type { KernelAxes } from "../roles/kernel_axes.ts";
import type { TensorUse } from "../roles/tensor_use.ts";
import type { StoredTensor } from "../stored_tensor.ts";
import type { OnnxNode } from "./onnx_node.ts";

/** Index of the kernel among an operation's inputs, and the kernel's layout. */
const KERNELS: Readonly<Record<string, readonly [input: number, axes: KernelAxes]>> = {
  Conv: [1, "out-in-space"],
  QLinearConv: [3, "out-in-space"],
  ConvTranspose: [1, "in-out-space"],
  Gemm: [1, "space-in-out"],
  MatMul: [1, "space-in-out"],
};

/** Operations whose output is their first input, possibly in another number type. */
const PASSING_ON = /^(Identity|Cast|DequantizeLinear|QuantizeLinear)$/;

/** The longest chain of such operations that is followed. */
const LONGEST_CHAIN = 8;

/** What each tensor is for, by its name. */
export function onnxUses(
  nodes: readonly OnnxNode[],
  tensors: readonly StoredTensor[],
): Map<string, TensorUse> {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((output) => [output, node])));
  const origin = (name: string): string => {
    let at = name;
    for (let hops = 0; hops < LONGEST_CHAIN && !byName.has(at); hops++) {
      const maker = makers.get(at);
      if (maker === undefined || !PASSING_ON.test(maker.op)) break;
      at = maker.inputs[0] ?? "";
    }
    return at;
  };
  const uses = new Map<string, TensorUse>(tensors.map(({ name, dtype, shape }) => [
    name,
    { op: isFloat(dtype) && shape.length > 0 ? "parameter" : "statistic" },
  ]));
  const scales = new Map<string, string>();
  for (const { op, inputs } of nodes) {
    if (op !== "BatchNormalization") continue;
    const [read = "", gamma = "", , mean = "", variance = ""] = inputs;
    scales.set(read, origin(gamma));
    for (const input of [mean, variance]) uses.set(origin(input), { op: "statistic" });
  }
  for (const node of nodes) {
    const [input, axes] = ownValue(KERNELS, node.op) ?? [];
    if (input === undefined || axes === undefined) continue;
    const tensor = byName.get(origin(node.inputs[input] ?? ""));
    if (tensor === undefined || !isKernel(node, tensor)) continue;
    const group = node.attributes.get("group")?.value ?? 1;
    const transposed = node.op === "Gemm" && node.attributes.get("transB")?.value === 1;
    const dilations = node.attributes.get("dilations")?.values ?? [];
    const spatial = tensor.shape.length - 2;
    uses.set(tensor.name, {
      op: "kernel",
      layer: nameOf(node, tensor.name),
      axes: transposed ? "out-in-space" : axes,
      groups: Number.isSafeInteger(group) && group > 0 ? group : 1,
      dilation: spatial === 0
        ? null
        : dilations.length === spatial
        ? dilations
        : Array(spatial).fill(1),
      gamma: scales.get(node.outputs[0] ?? "") ?? null,
    });
  }
  return uses;
}

function isKernel({ op }: OnnxNode, { shape, dtype }: StoredTensor): boolean {
  const spatial = shape.length - 2;
  const fits = op.includes("Conv") ? spatial >= 1 && spatial <= 3 : spatial === 0;
  return fits && isFloat(dtype);
}

/** The layer's name: the operation's if the exporter named the weight `onnx::Conv_123` or `123`, otherwise the weight's. */
function nameOf({ name }: OnnxNode, weight: string): string {
  return name !== "" && /^(onnx::.*|\d+)$/.test(weight) ? name : layerName(weight);
}
