/**
 * Implements tfjs-node's `TFJSBinding` on the C API, in place of its C++ addon.
 *
 * @module
 */

import type { TFJSBinding } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js";
import type { Attribute } from "../ops/attribute.ts";
import { AttributeTypes, DataTypes } from "../ffi/c_api.ts";
import { type Deferred, Handles } from "./handles.ts";
import type { GraphBuilder } from "../graph/graph_builder.ts";
import type { Runtime } from "../eager/runtime.ts";
import { createTensor, readTensor } from "../eager/tensors.ts";

interface Metadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/**
 * The operation that runs only when its result is needed: tfjs computes the gradient of a fused convolution with respect
 * to its input even if it is not used. For a model's images that would be a tenth of a training step.
 */
const DEFERRED = "Conv2DBackpropInput";

/** Stands for `TensorMetadata` and `TFEOpAttr`: `TFJSBinding` declares these as classes, but only uses their types. */
class Unused {
  id = 0;
  shape: number[] = [];
  dtype = 0;
  name = "";
  type = 0;
  value = 0;
}

function unsupported(): never {
  throw new Error("SavedModels are not supported: convert the model to TensorFlow.js first");
}

/** Decides what an operation does: it is added to `graph` if there is one, otherwise executed. */
export interface Recorder {
  graph?: GraphBuilder;
}

/** tfjs-node's binding on the C API. */
export function createBinding(runtime: Runtime, recorder: Recorder = {}): TFJSBinding {
  const { library } = runtime;
  const { c, status } = library;
  const handles = new Handles((handle) => c.TFE_DeleteTensorHandle(handle));

  function metadata(handle: bigint): Metadata {
    const rank = c.TFE_TensorHandleNumDims(handle, status);
    if (rank < 0) library.check();
    const shape: number[] = [];
    for (let i = 0; i < rank; i++) shape.push(c.TFE_TensorHandleDim(handle, i, status));
    return { id: handles.add(handle), shape, dtype: c.TFE_TensorHandleDataType(handle) };
  }

  function defer(attributes: readonly Attribute[], inputIds: readonly number[]): Metadata {
    const inputs = inputIds.map((id) => {
      const copy = c.TFE_TensorHandleCopySharingTensor(handles.get(id), status);
      library.check();
      return copy;
    });
    const cancel = () => inputs.forEach((input) => c.TFE_DeleteTensorHandle(input));
    const deferred: Deferred = {
      compute() {
        const [result = 0n] = runtime.execute(DEFERRED, attributes, inputs, 1);
        cancel();
        return result;
      },
      cancel,
    };
    const [sizes = 0n] = inputs;
    const shape = [...readTensor(runtime, sizes)].map(Number);
    return { id: handles.add(deferred), shape, dtype: DataTypes.TF_FLOAT };
  }

  function record(
    graph: GraphBuilder,
    name: string,
    attributes: readonly Attribute[],
    inputIds: readonly number[],
    outputs: number,
  ): Metadata[] {
    const inputs = inputIds.map((id) => handles.held(id));
    return graph.add(name, attributes, inputs, outputs).map((output) => ({
      id: handles.add(output),
      shape: graph.shape(output),
      dtype: graph.type(output),
    }));
  }

  return {
    ...DataTypes,
    ...AttributeTypes,
    TF_Version: library.version(),
    TensorMetadata: Unused,
    TFEOpAttr: Unused,
    createTensor: (shape, type, values) => handles.add(createTensor(runtime, shape, type, values)),
    deleteTensor: (id) => handles.delete(id),
    // The interface names three kinds of arrays. For strings and 64-bit integers the addon returns other arrays, too.
    tensorDataSync: (id) => readTensor(runtime, handles.get(id)) as Float32Array,
    executeOp(name, attributes, inputIds, outputs) {
      const { graph } = recorder;
      if (graph !== undefined) return record(graph, name, attributes, inputIds, outputs);
      if (name === DEFERRED) return [defer(attributes, inputIds)];
      const inputs = inputIds.map((id) => handles.get(id));
      return runtime.execute(name, attributes, inputs, outputs).map(metadata);
    },
    isUsingGpuDevice: () => runtime.isOnGpu,
    getNumOfTensors: () => handles.size,
    getNumOfSavedModels: () => 0,
    loadSavedModel: unsupported,
    deleteSavedModel: unsupported,
    runSavedModel: unsupported,
  };
}
