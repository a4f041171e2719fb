/**
 * Builds graphs of TensorFlow's operations.
 *
 * @module
 */

import { drawsRandomNumbers } from "../../refuse_draws.ts";
import type { Runtime } from "../eager/runtime.ts";
import { OUTPUT_SIZE } from "../ffi/c_api.ts";
import type { Attribute } from "../ops/attribute.ts";
import type { Argument } from "../ops/op_inputs.ts";
import { type AttributeSetters, graphSetters, setAttribute } from "../ops/set_attribute.ts";
import { GraphTensor } from "./graph_tensor.ts";

/** The only operation of tfjs' kernels that draws random numbers; even with a seed each run of a graph draws others. */
const DRAWS = "Multinomial";

/** A graph under construction. */
export class GraphBuilder implements Disposable {
  readonly #runtime: Runtime;
  readonly #graph: bigint;
  readonly #setters: AttributeSetters;
  #operations = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#graph = runtime.library.c.TF_NewGraph();
    this.#setters = graphSetters(runtime.library);
  }

  /** The outputs of the operation that was added last, in order. */
  last: readonly GraphTensor[] = [];
  /** The values of the graph's constants, in order of first use. */
  readonly constants: Uint8Array[] = [];

  /**
   * Adds an operation.
   *
   * @param inputs Tensors of this graph, or handles of eager tensors, whose values become constants of the graph.
   * @param outputs The number of the operation's outputs.
   * @throws {Error} With TensorFlow's own message, if it refuses the operation, or if the operation draws random numbers.
   */
  add(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly (GraphTensor | bigint)[],
    outputs: number,
  ): readonly GraphTensor[] {
    if (name === DRAWS) throw drawsRandomNumbers();
    const tensors = inputs.map((input) =>
      typeof input === "bigint" ? this.#constant(input) : input
    );
    this.last = this.#append(name, outputs, (operation) => {
      this.#addInputs(operation, this.#argumentsOf(name, attributes, tensors));
      for (const attribute of attributes) {
        setAttribute(this.#runtime, this.#setters, operation, attribute);
      }
    });
    return this.last;
  }

  /**
   * The shape of a tensor; [-1] if TensorFlow does not know it before the graph runs. Such a tensor can be an input of
   * another operation, but nothing may depend on its shape.
   */
  shape(tensor: GraphTensor): number[] {
    const { library: { c, status }, scratch } = this.#runtime;
    const rank = c.TF_GraphGetTensorNumDims(this.#graph, tensor.bytes(), status);
    if (rank < 0) return [-1];
    scratch.reserve(rank);
    c.TF_GraphGetTensorShape(this.#graph, tensor.bytes(), scratch.address, rank, status);
    this.#runtime.library.check();
    const shape = Array.from(scratch.uint64.subarray(0, rank), (n) => Number(BigInt.asIntN(64, n)));
    return shape.includes(-1) ? [-1] : shape;
  }

  /** The type of a tensor, one of `DataTypes`. */
  type(tensor: GraphTensor): number {
    return this.#runtime.library.c.TF_OperationOutputType(tensor.bytes());
  }

  /**
   * Adds the graph to the runtime's context as an operation.
   *
   * @param name The operation's name.
   * @param inputs The operation's inputs, all of them outputs of `Placeholder`.
   * @param outputs The operation's outputs. None may occur twice or be an input.
   */
  finish(name: string, inputs: readonly GraphTensor[], outputs: readonly GraphTensor[]): void {
    const { library, context, strings } = this.#runtime;
    const { c, status } = library;
    const ALL = -1, NO_HASH = 0, NONE = 0n;
    const at = this.#write([...inputs, ...outputs]);
    const made = c.TF_GraphToFunction(
      ...[this.#graph, strings.address(name), NO_HASH, ALL, NONE] as const,
      ...[inputs.length, at] as const,
      ...[outputs.length, at + BigInt(OUTPUT_SIZE * inputs.length)] as const,
      ...[NONE, NONE, NONE, status] as const,
    );
    library.check();
    try {
      c.TFE_ContextAddFunction(context, made, status);
      library.check();
    } finally {
      c.TF_DeleteFunction(made);
    }
  }

  [Symbol.dispose](): void {
    this.#runtime.library.c.TF_DeleteGraph(this.#graph);
  }

  #append(
    name: string,
    outputs: number,
    describe: (operation: bigint) => void,
  ): readonly GraphTensor[] {
    const { library, strings } = this.#runtime;
    const { c, status } = library;
    const label = strings.address(`${name}${this.#operations++}`);
    const description = c.TF_NewOperation(this.#graph, strings.address(name), label);
    describe(description);
    const operation = c.TF_FinishOperation(description, status);
    library.check();
    const found = c.TF_OperationNumOutputs(operation);
    if (found !== outputs) throw new Error(`${name} has ${found} outputs, expected ${outputs}`);
    return Array.from({ length: outputs }, (_, i) => new GraphTensor(operation, i));
  }

  /** A constant with the value of an eager tensor. */
  #constant(handle: bigint): GraphTensor {
    const { library, strings } = this.#runtime;
    const { c, status } = library;
    const tensor = c.TFE_TensorHandleResolve(handle, status);
    library.check();
    try {
      const [constant] = this.#append("Const", 1, (operation) => {
        c.TF_SetAttrTensor(operation, strings.address("value"), tensor, status);
        library.check();
        const type = c.TFE_TensorHandleDataType(handle);
        c.TF_SetAttrType(operation, strings.address("dtype"), type);
      });
      if (constant === undefined) throw new TypeError("one output expected");
      const bytes = c.TF_TensorByteSize(tensor);
      this.constants.push(library.bytes(c.TF_TensorData(tensor), Number(bytes)));
      return constant;
    } finally {
      c.TF_DeleteTensor(tensor);
    }
  }

  /** Distributes tensors over an operation's arguments, each of which is one tensor or a list. */
  #argumentsOf(
    name: string,
    attributes: readonly Attribute[],
    tensors: readonly GraphTensor[],
  ): (GraphTensor | readonly GraphTensor[])[] {
    const { arguments: expected = [] } = this.#runtime.inputsOf.get(name) ?? {};
    let next = 0;
    const values = expected.map((argument: Argument) => {
      if (argument === "one") return tensors[next++] ?? [];
      // If no attribute gives its length, the list is the only one, and takes the remaining inputs.
      const length = lengthOf(attributes, argument.lengthAttribute) ??
        tensors.length - (expected.length - 1);
      const list = tensors.slice(next, next + length);
      next += length;
      return list;
    });
    if (next === tensors.length) return values;
    throw new Error(`${name} takes ${next} inputs, found ${tensors.length}`);
  }

  #addInputs(operation: bigint, values: readonly (GraphTensor | readonly GraphTensor[])[]): void {
    const { c } = this.#runtime.library;
    for (const value of values) {
      if (value instanceof GraphTensor) c.TF_AddInput(operation, value.bytes());
      else c.TF_AddInputList(operation, this.#write(value), value.length);
    }
  }

  /** Writes a C array of tensors, and returns its address. */
  #write(tensors: readonly GraphTensor[]): bigint {
    const { scratch } = this.#runtime;
    scratch.reserve(tensors.length * OUTPUT_SIZE / 8);
    tensors.forEach((tensor, i) => scratch.uint8.set(tensor.bytes(), i * OUTPUT_SIZE));
    return scratch.address;
  }
}

/** The length of a list of inputs, which is an attribute's value or that value's length. */
function lengthOf(attributes: readonly Attribute[], name: string): number | undefined {
  const value = attributes.find((attribute) => attribute.name === name)?.value;
  if (typeof value === "number") return value;
  return Array.isArray(value) ? value.length : undefined;
}
