/**
 * TensorFlow's eager runtime: one context, its devices, and the execution of operations on tensor handles.
 *
 * @module
 */

import type { Libtensorflow } from "../ffi/libtensorflow.ts";
import { CStrings, Scratch } from "../ffi/memory.ts";
import type { Attribute } from "../ops/attribute.ts";
import { type OpInputs, opInputs } from "../ops/op_inputs.ts";
import { type AttributeSetters, eagerSetters, setAttribute } from "../ops/set_attribute.ts";
import { configProto, type ContextSettings } from "./config_proto.ts";

/** A device that TensorFlow lists. */
export interface Device {
  /** For example `/job:localhost/replica:0/task:0/device:CPU:0`. */
  readonly name: string;
  /** For example `CPU`. */
  readonly type: string;
}

/** A running context. It exists until the process ends. */
export class Runtime {
  readonly library: Libtensorflow;
  readonly context: bigint;
  readonly devices: readonly Device[];
  /** The device that operations run on: the last GPU, or the last CPU if there is no GPU, as in tfjs-node. */
  readonly device: Device;
  readonly strings: CStrings;
  readonly scratch: Scratch;
  readonly #count: Scratch;
  /** The inputs of each operation. */
  readonly inputsOf: ReadonlyMap<string, OpInputs>;
  readonly #setters: AttributeSetters;

  /** @throws {Error} With TensorFlow's own message, if the context cannot be started. */
  constructor(library: Libtensorflow, settings: ContextSettings) {
    this.library = library;
    this.strings = new CStrings(library);
    this.scratch = new Scratch(library);
    this.#count = new Scratch(library);
    this.context = newContext(library, settings);
    this.devices = listDevices(library, this.context);
    const device = this.devices.findLast(({ type }) => type === "GPU") ??
      this.devices.findLast(({ type }) => type === "CPU");
    if (device === undefined) throw new Error("TensorFlow lists no device");
    this.device = device;
    this.inputsOf = opInputs(library);
    this.#setters = eagerSetters(library);
  }

  /** Whether operations run on a GPU. */
  get isOnGpu(): boolean {
    return this.device.type === "GPU";
  }

  /** Whether operations of this name can run. oneDNN's own operations have kernels for the CPU only. */
  has(operation: string): boolean {
    return this.inputsOf.has(operation) && !(this.isOnGpu && operation.startsWith("_Mkl"));
  }

  /**
   * Executes an operation.
   *
   * @param inputs Handles; the caller frees them.
   * @param outputs How many outputs the operation has.
   * @returns Handles that the caller owns.
   * @throws {Error} With TensorFlow's own message, if it fails.
   */
  execute(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly bigint[],
    outputs: number,
  ): bigint[] {
    const { c, status } = this.library;
    const expected = this.inputsOf.get(name)?.count ?? Infinity;
    if (inputs.length > expected) {
      throw new Error(`${name} takes ${expected} inputs, found ${inputs.length}`);
    }
    const op = c.TFE_NewOp(this.context, this.strings.address(name), status);
    this.library.check();
    try {
      for (const input of inputs) {
        c.TFE_OpAddInput(op, input, status);
        if (c.TF_GetCode(status) !== 0) this.library.check();
      }
      for (const attribute of attributes) setAttribute(this, this.#setters, op, attribute);
      this.scratch.reserve(outputs);
      this.#count.int32[0] = outputs;
      c.TFE_Execute(op, this.scratch.address, this.#count.address, status);
      if (c.TF_GetCode(status) !== 0) this.library.check();
    } finally {
      c.TFE_DeleteOp(op);
    }
    const found = this.#count.int32[0] ?? 0;
    const handles = Array.from(this.scratch.uint64.subarray(0, found));
    if (found === outputs) return handles;
    for (const handle of handles) c.TFE_DeleteTensorHandle(handle);
    throw new Error(`${name} has ${found} outputs, expected ${outputs}`);
  }
}

function newContext(library: Libtensorflow, settings: ContextSettings): bigint {
  const { c, status } = library;
  const options = c.TFE_NewContextOptions();
  try {
    const config = configProto(settings);
    c.TFE_ContextOptionsSetConfig(options, config, BigInt(config.length), status);
    library.check();
    const context = c.TFE_NewContext(options, status);
    library.check();
    return context;
  } finally {
    c.TFE_DeleteContextOptions(options);
  }
}

function listDevices(library: Libtensorflow, context: bigint): Device[] {
  const { c, status } = library;
  const list = c.TFE_ContextListDevices(context, status);
  library.check();
  const devices = Array.from({ length: c.TF_DeviceListCount(list) }, (_, i) => ({
    name: library.string(c.TF_DeviceListName(list, i, status)),
    type: library.string(c.TF_DeviceListType(list, i, status)),
  }));
  c.TF_DeleteDeviceList(list);
  return devices;
}
