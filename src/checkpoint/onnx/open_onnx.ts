/**
 * ONNX models: the graph's initializers, and what its operations use them for.
 *
 * @module
 */
import { type ByteSource, FileSource } from "../../files/byte_source.ts";
import type { Checkpoint, StoredTensor } from "../model_file.ts";
import { type OnnxNode, onnxNode } from "./onnx_node.ts";
import { onnxTensor } from "./onnx_tensor.ts";
import { onnxUses } from "./onnx_uses.ts";
import { dequantized } from "./dequantized.ts";
import { fieldsOf, type Place } from "../../encoding/protobuf.ts";

const MOST_ENTRIES = 500_000;

/**
 * Opens an ONNX model.
 *
 * @throws {InputError} If it is no ONNX model, is damaged, or files that it names are missing or too short.
 */
export function openOnnx(source: ByteSource): Omit<Checkpoint, "path"> {
  using opened = new DisposableStack();
  const files = new Map<string, ByteSource>();
  const sibling = (path: string) => {
    const file = files.get(path) ?? opened.use(new FileSource(path));
    files.set(path, file);
    return file;
  };
  const graph = graphOf(source);
  const nodes: OnnxNode[] = [];
  const tensors: StoredTensor[] = [];
  for (const { number, place } of fieldsOf(source, graph)) {
    if (nodes.length + tensors.length > MOST_ENTRIES) throw source.fail("its graph is too large");
    if (place === null) continue;
    if (number === 1) {
      const node = onnxNode(source, place);
      nodes.push(node);
      const constant = node.op === "Constant" ? node.attributes.get("value")?.tensor ?? null : null;
      const tensor = constant === null ? undefined : onnxTensor(source, constant, sibling);
      const [name = ""] = node.outputs;
      if (tensor !== undefined && tensor.shape.length > 0) tensors.push({ ...tensor, name });
    } else if (number === 5) {
      const tensor = onnxTensor(source, place, sibling);
      if (tensor !== undefined) tensors.push(tensor);
    }
  }
  if (nodes.length === 0) throw source.fail("it is not valid ONNX: its graph has no operations");
  const weights = dequantized(nodes, inOrderOfUse(nodes, tensors));
  const close = opened.move();
  return {
    format: "onnx",
    tensors: weights,
    uses: onnxUses(nodes, weights),
    [Symbol.dispose]: () => close.dispose(),
  };
}

/** The model's field 7. */
function graphOf(source: ByteSource): Place {
  let graph: Place | null = null;
  for (const { number, place } of fieldsOf(source, { start: 0, end: source.size })) {
    if (number === 7 && place !== null) graph = place;
  }
  if (graph === null) throw source.fail("it is not valid ONNX: it has no graph");
  return graph;
}

function inOrderOfUse(
  nodes: readonly OnnxNode[],
  tensors: readonly StoredTensor[],
): StoredTensor[] {
  const order = new Map<string, number>();
  for (const input of nodes.flatMap(({ inputs }) => inputs)) {
    if (!order.has(input)) order.set(input, order.size);
  }
  const place = ({ name }: StoredTensor) => order.get(name) ?? order.size;
  return tensors.toSorted((a, b) => place(a) - place(b));
}
