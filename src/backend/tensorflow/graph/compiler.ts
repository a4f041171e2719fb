/**
 * Functions as TensorFlow graphs.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { Body, Compiled, Compiler } from "../../compile.ts";
import type { NativeBackend } from "../binding/native_backend.ts";
import { attribute } from "../ops/attribute.ts";
import type { Output, Recording } from "./graph_builder.ts";

/** A body as an operation of the runtime. */
interface Program {
  readonly name: string;
  /** How many results the body has: the operation's first outputs. */
  readonly results: number;
  /** The variables whose new values are the other outputs. */
  readonly assigned: readonly tf.Variable[];
}

/** What a recorded body left behind. */
interface Trace {
  readonly inputs: readonly Output[];
  readonly outputs: readonly Output[];
  readonly results: number;
  readonly assigned: readonly tf.Variable[];
}

let programs = 0;

/** Compiles by recording a body's operations, anew for every combination of its inputs' shapes. */
export function compilerFor(backend: NativeBackend): Compiler {
  return (body, variables) => new Graph(backend, body, variables);
}

class Graph implements Compiled {
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
    for (const { name } of this.#programs.values()) this.#backend.forget(name);
    this.#programs.clear();
  }

  /** Records the body, twice: what differs between two recordings would be a constant in the graph and is not one. */
  #compile(key: string, inputs: readonly tf.Tensor[]): Program {
    using twin = this.#record(inputs).recording;
    const { recording, result } = this.#record(inputs);
    using graph = recording;
    if (!sameConstants(twin, graph)) {
      throw new Error(
        "a compiled function makes other constants at every call: what changes must be one of its inputs",
      );
    }
    const name = `repr_program_${programs++}`;
    graph.finish(name, result.inputs, result.outputs);
    const program = { name, results: result.results, assigned: result.assigned };
    this.#programs.set(key, program);
    return program;
  }

  #record(inputs: readonly tf.Tensor[]): { recording: Recording; result: Trace } {
    const variables = this.#variables;
    const engine = tf.engine();
    engine.startScope("recording");
    const before = variables.map((variable) => variable.clone());
    try {
      return this.#backend.record((recording) => this.#trace(recording, inputs));
    } finally {
      before.forEach((value, i) => variables[i]?.assign(value));
      engine.endScope();
    }
  }

  #trace(recording: Recording, inputs: readonly tf.Tensor[]): Trace {
    const backend = this.#backend;
    const taken: Output[] = [];
    const given: Output[] = [];
    const placeholder = ({ dtype, shape }: tf.Tensor) => {
      const type = attribute.type("dtype", backend.getDTypeInteger(dtype));
      const attributes = [type, attribute.shape("shape", shape)];
      const tensor = backend.executeSingleOutput("Placeholder", attributes, []);
      taken.push(...recording.last);
      return tensor;
    };
    const give = (tensor: tf.Tensor) => {
      const type = attribute.type("T", backend.getDTypeInteger(tensor.dtype));
      backend.executeSingleOutput("Identity", [type], [tensor]); // so that no output is given twice, or an input
      given.push(...recording.last);
    };
    const stand = inputs.map(placeholder);
    for (const variable of this.#variables) variable.assign(placeholder(variable));
    const starts = this.#variables.map(({ dataId }) => dataId);
    const results = this.#body(...stand);
    const assigned = this.#variables.filter(({ dataId }, i) => dataId !== starts[i]);
    for (const tensor of [...results, ...assigned]) give(tensor);
    return { inputs: taken, outputs: given, results: results.length, assigned };
  }
}

function sameConstants(a: Recording, b: Recording): boolean {
  return a.constants.length === b.constants.length && a.constants.every((bytes, i) => {
    const other = b.constants[i];
    return bytes.length === other?.length && bytes.every((byte, j) => byte === other[j]);
  });
}
