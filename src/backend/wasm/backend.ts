/**
 * The embedded backend: tfjs' WebAssembly engine with the kernels that training needs. Works wherever Deno does.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../errors.ts";
import type { Backend, BackendInfo, BackendOptions } from "../backend.ts";
import { wasmBackend } from "./interface.ts";
import { KernelModule } from "./kernel_module.ts";
import { isMultiplyAddFused } from "./multiply_add.ts";
import { registerCompositions, registerFastKernels } from "./register_kernels.ts";

/** tfjs' engine. Imported when asked for: its import alone makes it the default of every tfjs program. */
const engine = () => import("@tensorflow/tfjs-backend-wasm");

let started: Promise<BackendInfo> | undefined;

async function startOnce(): Promise<BackendInfo> {
  const { setWasmPaths, version_wasm } = await engine();
  const main = import.meta.resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(fileURLToPath(new URL("./", main)));
  if (!(await tf.setBackend("wasm"))) throw new Error("tfjs could not start its wasm backend");
  const backend = wasmBackend();
  registerCompositions(backend);
  registerFastKernels(backend, await KernelModule.load(backend));
  return {
    name: "wasm",
    device: "CPU:0",
    version: version_wasm,
    threads: 1,
    determinism: { fusedMultiplyAdd: await isMultiplyAddFused() },
  };
}

/** `--backend wasm`. */
export const wasm: Backend = {
  name: "wasm",

  probe: async () => ({
    name: "wasm",
    usable: true,
    devices: ["cpu"],
    version: (await engine()).version_wasm,
    reason: "built in, one thread",
  }),

  async start({ backend, device, threads }: BackendOptions): Promise<BackendInfo> {
    if (device === "gpu") {
      throw new InputError(
        "Cannot use --device gpu: the wasm backend computes on the CPU only (use --device cpu or --backend tensorflow)",
      );
    }
    if (backend === "wasm" && threads !== undefined && threads !== 1) {
      throw new InputError(
        `Cannot use --threads ${threads}: the wasm backend computes on one thread (use --threads 1 or --backend tensorflow)`,
      );
    }
    const info = await (started ??= startOnce());
    await tf.setBackend("wasm");
    return info;
  },
};
