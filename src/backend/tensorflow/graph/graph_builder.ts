/**
 * Operations put into a graph instead of being executed.
 *
 * @module
 */

import { type Attribute, graphSetters, setAttribute } from "../ops/set_attribute.ts";
import { drawsRandomNumbers } from "../../refuse_draws.ts";
import { OUTPUT_SIZE } from "../ffi/c_api.ts";
import type { Argument } from "../ops/op_inputs.ts";
import type { Runtime } from "../eager/runtime.ts";

/** The operation of tfjs' kernels that draws random numbers, other ones at each run of a graph even with a seed. */
const DRAWS = "Multinomial";

/** A tensor that an operation of a graph will have computed (`TF_Output`). */
export class Output {
  constructor(readonly operation: bigint, readonly index: number) {}

  /** As C has it. */
  bytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(OUTPUT_SIZE);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, this.operation, true);
    view.setInt32(8, this.index, true);
    return bytes;
  }
}

/** A graph under construction. */
export class Recording implements Disposable {
  readonly #runtime: Runtime;
  readonly #graph: bigint;
  readonly #setters: ReturnType<typeof graphSetters>;
  #operations = 0;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#graph = runtime.library.c.TF_NewGraph();
    this.#setters = graphSetters(runtime.library);
  }

  /** What the operation recorded last computes, in order. */
  last: readonly Output[] = [];
  /** The values of the graph's constants, in order of first use. */
  readonly constants: Uint8Array[] = [];

  /**
   * Appends an operation.
   *
   * @param inputs Tensors of this graph, or handles of tensors whose values become constants of the graph.
   * @param outputs How many outputs the operation has.
   * @throws {Error} With TensorFlow's own message, if it refuses the operation, or if the operation draws random numbers.
   */
  execute(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly (Output | bigint)[],
    outputs: number,
  ): readonly Output[] {
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

  /** The shape of a tensor; [-1] where TensorFlow cannot tell it before it runs: good for handing on, no more. */
  shape(output: Output): number[] {
    const { library: { c, status }, scratch } = this.#runtime;
    const rank = c.TF_GraphGetTensorNumDims(this.#graph, output.bytes(), status);
    if (rank < 0) return [-1];
    scratch.reserve(rank);
    c.TF_GraphGetTensorShape(this.#graph, output.bytes(), scratch.address, rank, status);
    this.#runtime.library.check();
    const shape = Array.from(scratch.uint64.subarray(0, rank), (n) => Number(BigInt.asIntN(64, n)));
    return shape.includes(-1) ? [-1] : shape;
  }

  /** The type of a tensor, one of `DataTypes`. */
  type(output: Output): number {
    return this.#runtime.library.c.TF_OperationOutputType(output.bytes());
  }

  /** Makes the graph an operation of the runtime's context, from `inputs` to `outputs`. */
  finish(name: string, inputs: readonly Output[], outputs: readonly Output[]): void {
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

  #append(name: string, outputs: number, describe: (operation: bigint) => void): readonly Output[] {
    const { library, strings } = this.#runtime;
    const { c, status } = library;
    const label = strings.address(`${name}${this.#operations++}`);
    const description = c.TF_NewOperation(this.#graph, strings.address(name), label);
    describe(description);
    const operation = c.TF_FinishOperation(description, status);
    library.check();
    const found = c.TF_OperationNumOutputs(operation);
    if (found !== outputs) throw new Error(`${name} has ${found} outputs, expected ${outputs}`);
    return Array.from({ length: outputs }, (_, i) => new Output(operation, i));
  }

  /** A constant with the value of a tensor. */
  #constant(handle: bigint): Output {
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

  /** Shares tensors out among an operation's arguments, each of which is one tensor or a list of them. */
  #argumentsOf(
    name: string,
    attributes: readonly Attribute[],
    tensors: readonly Output[],
  ): (Output | readonly Output[])[] {
    const { arguments: wanted = [] } = this.#runtime.inputsOf.get(name) ?? {};
    let next = 0;
    const shares = wanted.map((argument: Argument) => {
      if (argument === "one") return tensors[next++] ?? [];
      const length = lengthOf(attributes, argument.lengthAttribute) ??
        tensors.length - (wanted.length - 1); // the only list takes what the others leave
      const share = tensors.slice(next, next + length);
      next += length;
      return share;
    });
    if (next === tensors.length) return shares;
    throw new Error(`${name} takes ${next} inputs, found ${tensors.length}`);
  }

  #addInputs(operation: bigint, shares: readonly (Output | readonly Output[])[]): void {
    const { c } = this.#runtime.library;
    for (const share of shares) {
      if (share instanceof Output) c.TF_AddInput(operation, share.bytes());
      else c.TF_AddInputList(operation, this.#write(share), share.length);
    }
  }

  /** Writes tensors one after the other, as C has them. */
  #write(outputs: readonly Output[]): bigint {
    const { scratch } = this.#runtime;
    scratch.reserve(outputs.length * OUTPUT_SIZE / 8);
    outputs.forEach((output, i) => scratch.uint8.set(output.bytes(), i * OUTPUT_SIZE));
    return scratch.address;
  }
}

function lengthOf(attributes: readonly Attribute[], name: string): number | undefined {
  const value = attributes.find((attribute) => attribute.name === name)?.value;
  if (typeof value === "number") return value;
  return Array.isArray(value) ? value.length : undefined;
}
