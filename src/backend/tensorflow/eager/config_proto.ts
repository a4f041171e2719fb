/**
 * The settings of a TensorFlow context.
 *
 * @module
 */

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
    ...(hideGpus ? message(DEVICE_COUNT, [...message(1, [...text("GPU")]), ...integer(2, 0)]) : []),
    ...integer(INTRA_OP_THREADS, threads),
    ...integer(INTER_OP_THREADS, threads), // operations of a graph that run in parallel
    ...message(GPU_OPTIONS, integer(ALLOW_GROWTH, 1)), // by default TensorFlow allocates nearly all of the GPU's memory at once
  ]);
}

function integer(field: number, value: number): number[] {
  return [field << 3, ...varint(value)];
}

function message(field: number, content: readonly number[]): number[] {
  return [field << 3 | 2, ...varint(content.length), ...content];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [value % 128 | 128, ...varint(Math.floor(value / 128))];
}

function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}
