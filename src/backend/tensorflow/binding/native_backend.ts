/**
 * tfjs-node's backend with what our kernels need on top.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import type { Runtime } from "../eager/runtime.ts";
import { createBinding, type Recorder } from "./binding.ts";
import { Recording } from "../graph/graph_builder.ts";
import { NodeJSKernelBackend } from "./tfjs_node.ts";

/** tfjs on TensorFlow. */
export class NativeBackend extends NodeJSKernelBackend {
  readonly #runtime: Runtime;
  readonly #companions = new Map<tf.DataId, tf.Tensor>();

  readonly #recorder: Recorder;
  /** Data made since a recording began; none while nothing is recorded. */
  #recorded: WeakSet<tf.DataId> | undefined;

  constructor(runtime: Runtime, recorder: Recorder = {}) {
    const gpu = runtime.isOnGpu ? "-gpu" : "";
    super(createBinding(runtime, recorder), `@tensorflow/tfjs-node${gpu}`);
    this.#runtime = runtime;
    this.#recorder = recorder;
  }

  /**
   * Runs `body` with its operations recorded instead of executed. Values cannot be read meanwhile, and tensors from
   * before cannot be used.
   */
  record<T>(body: (recording: Recording) => T): { recording: Recording; result: T } {
    const recording = new Recording(this.#runtime);
    this.#recorded = new WeakSet();
    this.#recorder.recording = recording;
    try {
      return { recording, result: body(recording) };
    } catch (error) {
      recording[Symbol.dispose]();
      throw error;
    } finally {
      this.#recorded = undefined;
      delete this.#recorder.recording;
    }
  }

  /** Forgets an operation that {@linkcode Recording.finish} made. */
  forget(operation: string): void {
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

  /** Refuses what would become a constant of a graph by mistake. */
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

  /** Whether operations are recorded; a graph has optimizations of its own. */
  get isRecording(): boolean {
    return this.#recorder.recording !== undefined;
  }

  /** Keeps `companion` for as long as the data of `tensor`: what a gradient needs besides the tensor itself. */
  accompany(tensor: tf.TensorInfo, companion: tf.Tensor): void {
    this.#companions.set(tensor.dataId, tf.keep(companion));
  }

  /** What was kept with a tensor. */
  companion(tensor: tf.TensorInfo): tf.Tensor | undefined {
    return this.#companions.get(tensor.dataId);
  }

  override disposeData(dataId: tf.DataId, force?: boolean): boolean {
    const gone = super.disposeData(dataId, force);
    if (gone) {
      const companion = this.#companions.get(dataId);
      this.#companions.delete(dataId);
      companion?.dispose();
    }
    return gone;
  }
}
