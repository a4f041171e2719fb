/**
 * The backend `wasm`: tfjs' WebAssembly engine with the kernels that training needs. It works wherever Deno does.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../errors.ts";
import type { Backend, BackendInfo, BackendOptions } from "../backend.ts";
import { patchTfjs } from "../patches/patch_tfjs.ts";
import { wasmBackend } from "./interface.ts";
import { KernelModule } from "./kernel_module.ts";
import { registerCompositions, registerFastKernels } from "./register_kernels.ts";

/**
 * tfjs' package. Imported when the backend starts: the import alone makes it the default backend of a program that uses
 * tfjs.
 */
const engine = () => import("@tensorflow/tfjs-backend-wasm");

let started: Promise<BackendInfo> | undefined;

async function startOnce(): Promise<BackendInfo> {
  const { setWasmPaths, version_wasm } = await engine();
  const main = import.meta.resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(fileURLToPath(new URL("./", main)));
  if (!(await tf.setBackend("wasm"))) throw new Error("tfjs could not start its wasm backend");
  patchTfjs();
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

/** The backend. */
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
        "Cannot use `device` gpu: the wasm backend computes on the CPU only (use `device` cpu or `backend` tensorflow)",
        { option: "device" },
      );
    }
    if (backend === "wasm" && threads !== undefined && threads !== 1) {
      throw new InputError(
        `Cannot use \`threads\` ${threads}: the wasm backend computes on one thread (use \`threads\` 1 or \`backend\` tensorflow)`,
        { option: "threads" },
      );
    }
    const info = await (started ??= startOnce());
    await tf.setBackend("wasm");
    return info;
  },
};

/**
 * Whether this machine rounds a multiply-add once (fused) or twice: WebAssembly's relaxed multiply-add leaves that to the
 * processor. Results agree bit for bit only between machines that agree on this.
 */
async function isMultiplyAddFused(): Promise<boolean> {
  // (1 + e)^2 - (1 + 2e) = e^2, which is 0 if the product is rounded to 24 bits first.
  const e = 2 ** -12;
  const result = tf.tidy(() =>
    tf.fused.conv2d({
      x: tf.fill([1, 1, 1, 1], 1 + e).as4D(1, 1, 1, 1),
      filter: tf.fill([1, 1, 1, 1], 1 + e).as4D(1, 1, 1, 1),
      strides: 1,
      pad: "valid",
      bias: tf.fill([1], -(1 + 2 * e)),
    })
  );
  const [value] = await result.data();
  result.dispose();
  return value !== 0;
}
