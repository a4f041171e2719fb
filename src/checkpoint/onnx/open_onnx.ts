/**
 * Opens ONNX models: the weights (initializers) of the graph, and what its operations use them for.
 *
 * @module
 */
import { type ByteRange, ProtobufReader } from "../../encoding/protobuf.ts";
import { type ByteSource, FileSource } from "../../files/byte_source.ts";
import { ONNX_INTEGERS } from "../conversions.ts";
import type { ModelContents } from "../model_file.ts";
import type { StoredTensor } from "../stored_tensor.ts";
import { dequantized } from "./dequantized.ts";
import { type OnnxNode, onnxNode } from "./onnx_node.ts";
import { onnxTensor } from "./onnx_tensor.ts";
import { onnxUses } from "./onnx_uses.ts";

const MOST_ENTRIES = 500_000;

/** Fields of ModelProto and GraphProto. */
const MODEL_GRAPH = 7, GRAPH_NODE = 1, GRAPH_INITIALIZER = 5;

/**
 * Opens an ONNX model.
 *
 * @throws {InputError} If it is not an ONNX model, is damaged, or files that it names are missing or too short.
 */
export function openOnnx(source: ByteSource): ModelContents {
  using opened = new DisposableStack();
  const files = new Map<string, ByteSource>();
  const sibling = (path: string) => {
    const file = files.get(path) ?? opened.use(new FileSource(path));
    files.set(path, file);
    return file;
  };
  const reader = new ProtobufReader(source, "ONNX");
  const nodes: OnnxNode[] = [];
  const tensors: StoredTensor[] = [];
  for (const { number, range } of reader.fields(graphOf(reader))) {
    if (nodes.length + tensors.length > MOST_ENTRIES) throw source.fail("its graph is too large");
    if (range === null) continue;
    if (number === GRAPH_NODE) {
      const node = onnxNode(reader, range);
      nodes.push(node);
      const constant = node.op === "Constant" ? node.attributes.get("value")?.tensor ?? null : null;
      const tensor = constant === null ? undefined : onnxTensor(reader, constant, sibling);
      const [name = ""] = node.outputs;
      if (tensor !== undefined && tensor.shape.length > 0) tensors.push({ ...tensor, name });
    } else if (number === GRAPH_INITIALIZER) {
      const tensor = onnxTensor(reader, range, sibling);
      if (tensor !== undefined) tensors.push(tensor);
    }
  }
  if (nodes.length === 0) throw source.fail("it is not valid ONNX: its graph has no operations");
  const weights = dequantized(nodes, inOrderOfUse(nodes, tensors));
  const uses = onnxUses(nodes, weights);
  // Their scales are multiplied in somewhere behind them.
  const integer = nodes.filter(({ op }) => /^(Conv|MatMul)Integer$/.test(op));
  const kernels = uses.values().some(({ op }) => op === "kernel");
  if (integer.length > 0 && !kernels) throw source.fail(ONNX_INTEGERS);
  const kept = opened.move();
  return {
    format: "onnx",
    tensors: weights,
    uses,
    furtherBytes: [...files.values()].reduce((sum, { size }) => sum + size, 0),
    close: () => kept.dispose(),
  };
}

function graphOf(reader: ProtobufReader): ByteRange {
  let graph: ByteRange | null = null;
  for (const { number, range } of reader.fields()) {
    if (number === MODEL_GRAPH && range !== null) graph = range;
  }
  if (graph === null) throw reader.source.fail("it is not valid ONNX: it has no graph");
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
  const indexOf = ({ name }: StoredTensor) => order.get(name) ?? order.size;
  return tensors.toSorted((a, b) => indexOf(a) - indexOf(b));
}
