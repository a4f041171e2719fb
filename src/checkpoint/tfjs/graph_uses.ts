/**
 * What the weights of a TF.js graph model are for, from the operations that read them.
 *
 * @module
 */
import { isObject, listOf, objectOf, textOf } from "../../encoding/json.ts";
import { ownValue } from "../../own_value.ts";
import { isFloat } from "../dtype.ts";
import type { KernelAxes } from "../roles/kernel_axes.ts";
import type { TensorUse } from "../roles/tensor_use.ts";
import type { StoredTensor } from "../stored_tensor.ts";

/** The layout of the kernel, which is the second input of these operations. */
const KERNELS: Readonly<Record<string, KernelAxes>> = {
  Conv2D: "space-in-out",
  _FusedConv2D: "space-in-out",
  Conv3D: "space-in-out",
  DepthwiseConv2dNative: "space-in-multiplier",
  FusedDepthwiseConv2dNative: "space-in-multiplier",
  Conv2DBackpropInput: "space-out-in",
  Conv3DBackpropInputV2: "space-out-in",
  MatMul: "space-in-out",
  _FusedMatMul: "space-in-out",
};

const BATCH_NORM = /^FusedBatchNorm(V2|V3)?$/;

/** Operations whose output holds the same numbers as their first input. */
const PASSING_ON = /^(Identity|ReadVariableOp|Cast|ExpandDims)$/;

/** The longest chain of such operations that is followed. */
const LONGEST_CHAIN = 8;

interface Node {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly attr: Readonly<Record<string, unknown>>;
}

/**
 * What each tensor is for, by its name.
 *
 * @param nodes The graph's nodes.
 */
export function graphUses(
  nodes: readonly unknown[],
  tensors: readonly StoredTensor[],
): Map<string, TensorUse> {
  const byName = new Map(
    nodes.filter(isObject).map((node) => [textOf(node["name"]), nodeOf(node)]),
  );
  const shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  const uses = new Map<string, TensorUse>(
    tensors.map(({ name, dtype }) => [name, { op: isFloat(dtype) ? "parameter" : "statistic" }]),
  );
  const scales = new Map<string, string>();
  for (const { op, inputs } of byName.values()) {
    if (!BATCH_NORM.test(op)) continue;
    const [read = "", gamma = "", , mean = "", variance = ""] = inputs;
    scales.set(read, origin(byName, gamma));
    for (const input of [mean, variance]) uses.set(origin(byName, input), { op: "statistic" });
  }
  for (const { name, op, inputs, attr } of byName.values()) {
    const axes = ownValue(KERNELS, op);
    const kernel = origin(byName, inputs[1] ?? "");
    const shape = shapes.get(kernel);
    const spatial = (shape?.length ?? 0) - 2;
    if (axes === undefined || shape === undefined || spatial < 0 || spatial > 3) continue;
    const transposed = op.endsWith("MatMul") && objectOf(attr["transpose_b"])["b"] === true;
    uses.set(kernel, {
      op: "kernel",
      layer: layerName(kernel),
      axes: transposed ? "out-in-space" : axes,
      groups: axes === "space-in-multiplier" ? shape.at(-2) ?? 1 : 1,
      dilation: spatial === 0 ? null : dilationOf(attr, spatial),
      gamma: scales.get(name) ?? null,
    });
  }
  return uses;
}

function nodeOf(node: Readonly<Record<string, unknown>>): Node {
  return {
    name: textOf(node["name"]),
    op: textOf(node["op"]),
    inputs: listOf(node["input"]).map((input) =>
      textOf(input).replace(/^\^/, "").replace(/:\d+$/, "")
    ),
    attr: objectOf(node["attr"]),
  };
}

/** The tensor that a node reads through a chain of operations that do not change it. */
function origin(byName: ReadonlyMap<string, Node>, name: string): string {
  let at = name;
  for (let hops = 0; hops < LONGEST_CHAIN; hops++) {
    const node = byName.get(at);
    const next = node?.inputs[0];
    if (node === undefined || next === undefined || !PASSING_ON.test(node.op)) break;
    at = next;
  }
  return at;
}

/** The name of a weight's layer. */
function layerName(weight: string): string {
  return weight.replace(/\/(kernel|weights|ReadVariableOp)$|_weights$/, "");
}

/** The attribute has four or five numbers, with batch and channels; TF.js graphs are always NHWC. */
function dilationOf(attr: Readonly<Record<string, unknown>>, spatial: number): number[] {
  const listed = listOf(objectOf(objectOf(attr["dilations"])["list"])["i"]).map((size) =>
    Number(textOf(size))
  );
  const inner = listed.slice(1, 1 + spatial);
  return inner.length === spatial && inner.every(Number.isSafeInteger)
    ? inner
    : Array(spatial).fill(1);
}
