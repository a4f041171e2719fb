/**
 * tfjs-node's backend, extended by recording and by what this project's kernels need.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { Kernel } from "../../kernel.ts";
import type { Runtime } from "../eager/runtime.ts";
import { GraphBuilder } from "../graph/graph_builder.ts";
import { createBinding, type Recorder } from "./binding.ts";
import { NodeJSKernelBackend } from "./tfjs_node.ts";

/** A kernel of this backend, with one output by default. */
export type NativeKernel<Output = tf.TensorInfo> = Kernel<NativeBackend, Output>;

/** tfjs on TensorFlow. */
export class NativeBackend extends NodeJSKernelBackend {
  readonly #runtime: Runtime;
  readonly #companions = new Map<tf.DataId, tf.Tensor>();
  /** Shared with the binding. */
  readonly #recorder: Recorder;
  /** The data of tensors made since the recording began; undefined while nothing is recorded. */
  #recorded: WeakSet<tf.DataId> | undefined;

  constructor(runtime: Runtime, recorder: Recorder = {}) {
    const gpu = runtime.isOnGpu ? "-gpu" : "";
    super(createBinding(runtime, recorder), `@tensorflow/tfjs-node${gpu}`);
    this.#runtime = runtime;
    this.#recorder = recorder;
  }

  /**
   * Runs `body`, whose operations are added to a graph instead of being executed. Meanwhile values cannot be read, and
   * older tensors cannot be used.
   *
   * @param body Gets the graph, which the caller disposes of unless `body` throws.
   */
  record<T>(body: (graph: GraphBuilder) => T): T {
    const graph = new GraphBuilder(this.#runtime);
    this.#recorded = new WeakSet();
    this.#recorder.graph = graph;
    try {
      return body(graph);
    } catch (error) {
      graph[Symbol.dispose]();
      throw error;
    } finally {
      this.#recorded = undefined;
      delete this.#recorder.graph;
    }
  }

  /** Removes an operation that {@linkcode GraphBuilder.finish} added. */
  removeOperation(operation: string): void {
    const { library: { c, status }, context, strings } = this.#runtime;
    c.TFE_ContextRemoveFunction(context, strings.address(operation), status);
  }

  override move(...[dataId, ...rest]: Parameters<NodeJSKernelBackend["move"]>): void {
    super.move(dataId, ...rest);
    this.#recorded?.add(dataId);
  }

  override executeSingleOutput(
    ...[name, attributes, inputs]: Parameters<NodeJSKernelBackend["executeSingleOutput"]>
  ): tf.Tensor {
    this.#check(inputs);
    const output = super.executeSingleOutput(name, attributes, inputs);
    this.#recorded?.add(output.dataId);
    return output;
  }

  override executeMultipleOutputs(
    ...[name, attributes, inputs, count]: Parameters<NodeJSKernelBackend["executeMultipleOutputs"]>
  ): tf.Tensor[] {
    this.#check(inputs);
    const outputs = super.executeMultipleOutputs(name, attributes, inputs, count);
    for (const { dataId } of outputs) this.#recorded?.add(dataId);
    return outputs;
  }

  /** Refuses older tensors as inputs of a graph: their values would become constants. */
  #check(inputs: readonly object[]): void {
    const recorded = this.#recorded;
    if (recorded === undefined) return;
    for (const input of inputs) {
      if (!("dataId" in input) || recorded.has(Object(input.dataId))) continue;
      throw new Error(
        "a tensor is neither made by what is recorded, nor one of its inputs or variables",
      );
    }
  }

  /** Whether this TensorFlow has an operation, for the device in use. */
  has(operation: string): boolean {
    return this.#runtime.has(operation);
  }

  /** Whether operations are recorded. TensorFlow optimizes a graph itself. */
  get isRecording(): boolean {
    return this.#recorder.graph !== undefined;
  }

  /** Keeps `companion`, which a gradient needs in addition to `tensor`, for as long as the data of `tensor`. */
  setCompanion(tensor: tf.TensorInfo, companion: tf.Tensor): void {
    this.#companions.set(tensor.dataId, tf.keep(companion));
  }

  /** The tensor that is kept with another one. */
  companion(tensor: tf.TensorInfo): tf.Tensor | undefined {
    return this.#companions.get(tensor.dataId);
  }

  override disposeData(dataId: tf.DataId, force?: boolean): boolean {
    const disposed = super.disposeData(dataId, force);
    if (disposed) {
      const companion = this.#companions.get(dataId);
      this.#companions.delete(dataId);
      companion?.dispose();
    }
    return disposed;
  }
}
