/**
 * The settings of a TensorFlow context.
 *
 * @module
 */
import { bytesField, textField, varintField } from "../../../encoding/protobuf.ts";

/** The settings that a context is started with. */
export interface ContextSettings {
  /** Threads that one operation may use. */
  readonly threads: number;
  /** Whether GPUs are hidden from TensorFlow. */
  readonly hideGpus: boolean;
}

/** Encodes the settings as a `tensorflow.ConfigProto` (`tensorflow/core/protobuf/config.proto`). */
export function configProto({ threads, hideGpus }: ContextSettings): Uint8Array<ArrayBuffer> {
  const DEVICE_COUNT = 1, INTRA_OP_THREADS = 2, INTER_OP_THREADS = 5, GPU_OPTIONS = 6;
  const ALLOW_GROWTH = 4;
  return Uint8Array.from([
    // map<string, int32> device_count: GPU -> 0
    ...(hideGpus ? bytesField(DEVICE_COUNT, [...textField(1, "GPU"), ...varintField(2, 0)]) : []),
    ...varintField(INTRA_OP_THREADS, threads),
    ...varintField(INTER_OP_THREADS, threads), // operations of a graph that run in parallel
    ...bytesField(GPU_OPTIONS, varintField(ALLOW_GROWTH, 1)), // by default TensorFlow allocates nearly all of the GPU's memory at once
  ]);
}
