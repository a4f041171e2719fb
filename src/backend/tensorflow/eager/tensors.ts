/**
 * Copies tensors between JavaScript and TensorFlow.
 *
 * @module
 */

import { AttributeTypes, DataTypes as types } from "../ffi/c_api.ts";
import type { Runtime } from "./runtime.ts";

/** Bytes of a `TF_TString`. */
const STRING = 24n;

/** Values of a tensor; strings as their bytes. */
export type Values = Float32Array | Int32Array | Uint8Array | BigInt64Array | Uint8Array[];

/**
 * A new tensor on the runtime's device.
 *
 * @param type One of `DataTypes`. An Int32Array for int64 holds two halves of each element, as in tfjs-node.
 * @returns A handle that the caller owns.
 * @throws {TypeError} If the values do not fit the type or the shape.
 */
export function createTensor(
  runtime: Runtime,
  shape: readonly number[],
  type: number,
  values: Values,
): bigint {
  const handle = Array.isArray(values)
    ? createStrings(runtime, shape, type, values)
    : createNumbers(runtime, shape, type, values);
  // Kernels on a GPU expect integers and strings in the host's memory.
  if (!runtime.isOnGpu || type === types.TF_INT32 || type === types.TF_STRING) return handle;
  const { library, strings, context, device } = runtime;
  const { c, status } = library;
  const copy = c.TFE_TensorHandleCopyToDevice(
    handle,
    context,
    strings.address(device.name),
    status,
  );
  c.TFE_DeleteTensorHandle(handle);
  library.check();
  return copy;
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function fits(type: number, values: Exclude<Values, Uint8Array[]>): boolean {
  if (values instanceof Float32Array) return type === types.TF_FLOAT;
  if (values instanceof Int32Array) return type === types.TF_INT32 || type === types.TF_INT64;
  if (values instanceof BigInt64Array) return type === types.TF_INT64;
  return type === types.TF_BOOL || type === types.TF_UINT8;
}

function createNumbers(
  { library, scratch }: Runtime,
  shape: readonly number[],
  type: number,
  values: Exclude<Values, Uint8Array[]>,
): bigint {
  const { c, status } = library;
  const halves = type === types.TF_INT64 && values instanceof Int32Array;
  const size = elements(shape) * (halves ? 2 : 1);
  if (!fits(type, values) || size !== values.length) {
    throw new TypeError(
      `a tensor of type ${type} and shape [${shape}] cannot hold ${values.length} values of a ${values.constructor.name}`,
    );
  }
  scratch.writeIntegers(shape);
  const bytes = BigInt(values.byteLength);
  const tensor = c.TF_AllocateTensor(type, scratch.address, shape.length, bytes);
  if (bytes > 0n) c.memcpy(c.TF_TensorData(tensor), bytesOf(values), bytes);
  const handle = c.TFE_NewTensorHandle(tensor, status);
  c.TF_DeleteTensor(tensor); // the handle holds a reference
  library.check();
  return handle;
}

function bytesOf(values: Exclude<Values, Uint8Array[]>): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = values;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(buffer, byteOffset, byteLength).slice();
}

function createStrings(
  runtime: Runtime,
  shape: readonly number[],
  type: number,
  values: readonly Uint8Array[],
): bigint {
  if (type !== types.TF_STRING || elements(shape) !== values.length) {
    throw new TypeError(
      `a tensor of type ${type} and shape [${shape}] cannot hold ${values.length} strings`,
    );
  }
  const { library, scratch } = runtime;
  const { c, status } = library;
  scratch.writeIntegers(shape);
  const bytes = BigInt(values.length) * STRING;
  const tensor = c.TF_AllocateTensor(type, scratch.address, shape.length, bytes);
  const addresses = values.map((_, i) => c.TF_TensorData(tensor) + BigInt(i) * STRING);
  values.forEach((value, i) => {
    const address = addresses[i] ?? 0n;
    c.TF_StringInit(address);
    c.TF_StringCopy(address, bytesOf(value), BigInt(value.length));
  });
  const handle = c.TFE_NewTensorHandle(tensor, status);
  try {
    library.check();
    // TensorFlow never frees the strings of a tensor that was allocated here. It frees those of an operation's output.
    const [copy = 0n] = runtime.execute(
      "StringJoin",
      [
        { name: "N", type: AttributeTypes.TF_ATTR_INT, value: 1 },
        { name: "separator", type: AttributeTypes.TF_ATTR_STRING, value: "" },
      ],
      [handle],
      1,
    );
    return copy;
  } finally {
    if (handle !== 0n) c.TFE_DeleteTensorHandle(handle);
    for (const address of addresses) c.TF_StringDealloc(address);
    c.TF_DeleteTensor(tensor);
  }
}

/** A copy of a tensor's values. */
export function readTensor({ library }: Runtime, handle: bigint): Values {
  const { c, status } = library;
  const type = c.TFE_TensorHandleDataType(handle);
  const tensor = c.TFE_TensorHandleResolve(handle, status);
  library.check();
  try {
    const data = c.TF_TensorData(tensor);
    if (type === types.TF_STRING) {
      return Array.from({ length: c.TF_TensorElementCount(tensor) }, (_, i) => {
        const address = data + BigInt(i) * STRING;
        return library.bytes(c.TF_StringGetDataPointer(address), c.TF_StringGetSize(address));
      });
    }
    const bytes = library.bytes(data, Number(c.TF_TensorByteSize(tensor)));
    switch (type) {
      case types.TF_FLOAT:
      case types.TF_COMPLEX64:
        return new Float32Array(bytes.buffer);
      case types.TF_INT32:
        return new Int32Array(bytes.buffer);
      case types.TF_INT64:
        return new BigInt64Array(bytes.buffer);
      case types.TF_BOOL:
      case types.TF_UINT8:
      case types.TF_RESOURCE:
        return bytes;
    }
    throw new TypeError(`tensors of TensorFlow's type ${type} cannot be read`);
  } finally {
    c.TF_DeleteTensor(tensor);
  }
}
