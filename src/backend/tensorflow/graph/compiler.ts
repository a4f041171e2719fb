/**
 * Compiles functions to TensorFlow graphs, by recording the operations of tfjs' own kernels.
 *
 * A body is an ordinary tfjs function. While it is recorded, each kernel that it calls adds an operation to a graph
 * instead of executing it. In order:
 *
 * 1. `compile()` (`src/backend/compile.ts`) calls the {@linkcode Compiler} of the current backend: {@linkcode compilerFor}.
 * 2. {@linkcode CompiledGraph.run} looks for the program of its inputs' shapes. If there is none it records one:
 *    `NativeBackend.record` (`binding/native_backend.ts`) makes a `GraphBuilder` and sets `recorder.graph` to it. This
 *    field is the only state: the binding (`binding/binding.ts`) shares the `recorder` object and reads the field at each
 *    operation.
 * 3. Inputs and variables are replaced by outputs of `Placeholder`, and the body runs. tfjs' engine, gradients and kernels
 *    work as usual. Their operations end in `executeOp` of the binding, which now calls `GraphBuilder.add`
 *    (`graph/graph_builder.ts`) and returns the `GraphTensor`s' numbers (`binding/handles.ts`), types and shapes. A tensor
 *    that the body makes from numbers has a value, and becomes a constant. The backend refuses tensors that are older than
 *    the recording, and `Handles.get` refuses to read a value that does not exist yet.
 * 4. `recorder.graph` is removed, and the variables refer to their tensors again. All of this happens twice: constants that
 *    differ between the two recordings mean that the body does not always do the same.
 * 5. `GraphBuilder.finish` makes the graph an operation of TensorFlow's runtime. It has the body's results as outputs,
 *    followed by the new values of the variables that the body assigned.
 * 6. From then on `run` executes this one operation and assigns the variables.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { Body, Compiled, Compiler } from "../../compile.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { attribute } from "../ops/attribute.ts";
import type { GraphBuilder } from "./graph_builder.ts";
import type { GraphTensor } from "./graph_tensor.ts";

/** A body as an operation of the runtime. */
interface Program {
  readonly name: string;
  /** The number of the body's results: the operation's first outputs. */
  readonly results: number;
  /** The variables whose new values are the other outputs, in order. */
  readonly assigned: readonly tf.Variable[];
}

/** A recorded body. */
interface Recording {
  readonly graph: GraphBuilder;
  readonly inputs: readonly GraphTensor[];
  readonly outputs: readonly GraphTensor[];
  readonly results: number;
  readonly assigned: readonly tf.Variable[];
}

let programs = 0;

/** The compiler of a backend. It records a body once for each combination of its inputs' types and shapes. */
export function compilerFor(backend: NativeBackend): Compiler {
  return (body, variables) => new CompiledGraph(backend, body, variables);
}

class CompiledGraph implements Compiled {
  readonly #backend: NativeBackend;
  readonly #body: Body;
  readonly #variables: readonly tf.Variable[];
  readonly #programs = new Map<string, Program>();

  constructor(backend: NativeBackend, body: Body, variables: readonly tf.Variable[]) {
    this.#backend = backend;
    this.#body = body;
    this.#variables = variables;
  }

  run(...inputs: tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const key = inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`).join();
      const { name, results, assigned } = this.#programs.get(key) ?? this.#compile(key, inputs);
      const outputs = this.#backend.executeMultipleOutputs(
        name,
        [],
        [...inputs, ...this.#variables],
        results + assigned.length,
      );
      outputs.slice(results).forEach((value, i) => assigned[i]?.assign(value));
      return outputs.slice(0, results);
    });
  }

  [Symbol.dispose](): void {
    for (const { name } of this.#programs.values()) this.#backend.removeOperation(name);
    this.#programs.clear();
  }

  #compile(key: string, inputs: readonly tf.Tensor[]): Program {
    using first = this.#record(inputs).graph;
    const recording = this.#record(inputs);
    using graph = recording.graph;
    if (!haveEqualConstants(first, graph)) {
      throw new Error(
        "a compiled function makes other constants at every call: what changes must be one of its inputs",
      );
    }
    const name = `repr_program_${programs++}`;
    graph.finish(name, recording.inputs, recording.outputs);
    const program = { name, results: recording.results, assigned: recording.assigned };
    this.#programs.set(key, program);
    return program;
  }

  /** Records the body. The variables have the same values afterwards, even if the body throws. */
  #record(inputs: readonly tf.Tensor[]): Recording {
    const variables = this.#variables;
    const engine = tf.engine();
    engine.startScope("recording");
    const before = variables.map((variable) => variable.clone());
    try {
      return this.#backend.record((graph) => this.#trace(graph, inputs));
    } finally {
      before.forEach((value, i) => variables[i]?.assign(value));
      engine.endScope();
    }
  }

  #trace(graph: GraphBuilder, inputs: readonly tf.Tensor[]): Recording {
    const backend = this.#backend;
    const graphInputs: GraphTensor[] = [];
    const outputs: GraphTensor[] = [];
    const placeholder = ({ dtype, shape }: tf.Tensor) => {
      const type = attribute.type("dtype", backend.getDTypeInteger(dtype));
      const attributes = [type, attribute.shape("shape", shape)];
      const tensor = backend.executeSingleOutput("Placeholder", attributes, []);
      graphInputs.push(...graph.last);
      return tensor;
    };
    const addOutput = (tensor: tf.Tensor) => {
      const type = attribute.type("T", backend.getDTypeInteger(tensor.dtype));
      // An Identity for each output: TF_GraphToFunction forbids outputs that occur twice or are inputs.
      backend.executeSingleOutput("Identity", [type], [tensor]);
      outputs.push(...graph.last);
    };
    const placeholders = inputs.map(placeholder);
    for (const variable of this.#variables) variable.assign(placeholder(variable));
    const starts = this.#variables.map(({ dataId }) => dataId);
    const results = this.#body(...placeholders);
    const assigned = this.#variables.filter(({ dataId }, i) => dataId !== starts[i]);
    for (const tensor of [...results, ...assigned]) addOutput(tensor);
    return { graph, inputs: graphInputs, outputs, results: results.length, assigned };
  }
}

function haveEqualConstants(a: GraphBuilder, b: GraphBuilder): boolean {
  return a.constants.length === b.constants.length && a.constants.every((bytes, i) => {
    const other = b.constants[i];
    return bytes.length === other?.length && bytes.every((byte, j) => byte === other[j]);
  });
}
