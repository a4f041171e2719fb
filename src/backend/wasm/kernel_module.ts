/**
 * This project's kernels, `kernels/kernels.wasm`, which use the backend's memory.
 *
 * @module
 */

import type { Geometry } from "../geometry.ts";
import { allocate, type WasmBackend } from "./interface.ts";

type Address = number;

/** The exports of the module, documented in `kernels/src`. Addresses are in bytes, counts in floats. */
interface KernelExports extends WebAssembly.Exports {
  readonly __stack_pointer: WebAssembly.Global;
  packed_filter_floats(geometry: Address): number;
  pack_filter(geometry: Address, filter: Address, packed: Address, turned: number): void;
  convolve_floats(geometry: Address): number;
  convolve(
    geometry: Address,
    x: Address,
    packed: Address,
    bias: Address,
    y: Address,
    scratch: Address,
    floor: number,
  ): void;
  filter_gradient_floats(geometry: Address): number;
  filter_gradient(
    geometry: Address,
    x: Address,
    dy: Address,
    gradient: Address,
    scratch: Address,
  ): void;
  max_pool(geometry: Address, x: Address, y: Address): void;
  max_pool_gradient(geometry: Address, dy: Address, x: Address, y: Address, dx: Address): void;
  relu(x: Address, y: Address, count: number): void;
  relu_gradient(dy: Address, x: Address, dx: Address, count: number): void;
  batch_norm_floats(columns: number): number;
  batch_norm(
    x: Address,
    scale: Address,
    offset: Address,
    y: Address,
    mean: Address,
    variance: Address,
    scratch: Address,
    rows: number,
    columns: number,
    epsilon: number,
  ): void;
  batch_norm_gradient(
    dy: Address,
    x: Address,
    scale: Address,
    mean: Address,
    variance: Address,
    dx: Address,
    dscale: Address,
    doffset: Address,
    scratch: Address,
    rows: number,
    columns: number,
    epsilon: number,
  ): void;
  sum_rows(x: Address, sums: Address, scratch: Address, rows: number, columns: number): void;
}

const FUNCTIONS = [
  "packed_filter_floats",
  "pack_filter",
  "convolve_floats",
  "convolve",
  "filter_gradient_floats",
  "filter_gradient",
  "max_pool",
  "max_pool_gradient",
  "relu",
  "relu_gradient",
  "sum_rows",
  "batch_norm_floats",
  "batch_norm",
  "batch_norm_gradient",
] as const satisfies readonly (keyof KernelExports)[];

function isKernelExports(exports: WebAssembly.Exports): exports is KernelExports {
  return exports["__stack_pointer"] instanceof WebAssembly.Global &&
    FUNCTIONS.every((name) => typeof exports[name] === "function");
}

const STACK_BYTES = 65536;
const GEOMETRY_WORDS = 14;

/** The kernels and their scratch memory. It exists as long as the backend. */
export class KernelModule {
  readonly exports: KernelExports;
  readonly #backend: WasmBackend;
  readonly #geometry: Address;
  readonly #scratch = new Map<string, { readonly address: Address; readonly floats: number }>();

  private constructor(backend: WasmBackend, exports: KernelExports) {
    this.#backend = backend;
    this.exports = exports;
    const stack = allocate(backend, STACK_BYTES);
    exports.__stack_pointer.value = (stack + STACK_BYTES) & ~15;
    this.#geometry = allocate(backend, 4 * GEOMETRY_WORDS);
  }

  /** Loads the kernels, which import the memory of `backend`. */
  static async load(backend: WasmBackend): Promise<KernelModule> {
    const bytes = await Deno.readFile(new URL("./kernels/kernels.wasm", import.meta.url));
    const { memory } = backend.wasm.asm;
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
    if (!isKernelExports(instance.exports)) {
      throw new TypeError("kernels.wasm and kernel_module.ts differ (build kernels.wasm again)");
    }
    return new KernelModule(backend, instance.exports);
  }

  /** Writes a geometry for the next calls. The address is always the same. */
  geometry(g: Geometry): Address {
    const words = new Uint32Array(this.#backend.wasm.asm.memory.buffer, this.#geometry);
    words.set([
      0,
      g.batchSize,
      g.inHeight,
      g.inWidth,
      g.inChannels,
      g.filterHeight,
      g.filterWidth,
      g.outChannels,
      g.strideHeight,
      g.strideWidth,
      g.padInfo.top,
      g.padInfo.left,
      g.outHeight,
      g.outWidth,
    ]);
    return this.#geometry;
  }

  /** A buffer of at least `floats` numbers, which later calls with the same purpose share. Its contents are undefined. */
  scratch(purpose: string, floats: number): Address {
    const kept = this.#scratch.get(purpose);
    if (kept !== undefined && kept.floats >= floats) return kept.address;
    if (kept !== undefined) this.#backend.wasm._free(kept.address);
    const address = allocate(this.#backend, 4 * floats);
    this.#scratch.set(purpose, { address, floats });
    return address;
  }
}
