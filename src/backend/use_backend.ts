/**
 * The choice of a backend.
 *
 * @module
 */

import { InputError } from "../errors.ts";
import type { Backend, BackendCandidate, BackendInfo, BackendOptions } from "./backend.ts";
import { type BackendName, BACKENDS, DEVICES } from "./names.ts";
import { silenceTfjs } from "./patches/patch_tfjs.ts";
import { tensorflow } from "./tensorflow/mod.ts";
import { wasm } from "./wasm/mod.ts";
import { webgpu } from "./webgpu/mod.ts";

const backends: Readonly<Record<BackendName, Backend>> = { tensorflow, wasm, webgpu };

/** The backends that `auto` tries, best first. WebGPU is experimental, so it is used only when it is named. */
const AUTOMATIC: readonly Backend[] = [tensorflow, wasm];

/**
 * Starts a backend and makes it tfjs' current one.
 *
 * `auto` takes the first of TensorFlow and wasm that is usable and has the device that was asked for. A backend or a
 * device that is named is used or refused, never replaced by another.
 *
 * A program that embeds this library shares tfjs and the process with it. The following changes are permanent.
 *
 * Every backend
 * - becomes tfjs' current backend (`tf.setBackend`), and sets tfjs' flag `PROD`, so that tfjs prints no messages.
 *
 * TensorFlow and wasm
 * - replace the method `call` of tf.layers' `BatchNormalization`. All such layers, including existing ones,
 *   then train with one kernel if their input is float32 of rank 4, their axis is the last one and the current backend has
 *   the kernel.
 * - replace the function `tf.losses.softmaxCrossEntropy`. On TensorFlow it uses one kernel if labels and logits are
 *   tensors of one shape, rank 2, with float32 logits. The gradient with respect to the labels is then the mathematical
 *   one (-log softmax), which is not what tfjs returns.
 * - replace tfjs' gradients of `Relu` and `Relu6`, and register gradients for two new kernels, `TrainingBatchNorm` and
 *   `SoftmaxCrossEntropyWithLogits`.
 *
 * TensorFlow
 * - sets the environment variable `TF_ENABLE_ONEDNN_OPTS` to 1 with the C function `setenv`. `Deno.env` is not used.
 * - loads `libtensorflow_cc.so.2` and `libtensorflow_framework.so.2`, which cannot be unloaded. Unless `verbose` is set,
 *   file descriptor 2 (stderr) of the process is `/dev/null` during the loading, and the minimal log level of TensorFlow's
 *   Abseil becomes `fatal`.
 * - calls `mallopt`: blocks below 1 GiB are allocated on the heap, and free memory of the heap is not returned to the system.
 * - uses the `threads` and the visibility of GPUs (`device`) of the first call until the process ends.
 * - adds `isNullOrUndefined` to Node's module `util`, if it is missing.
 * - registers the backend `tensorflow` with tfjs-node's kernels, some of them replaced.
 *
 * Where Deno's permission `--allow-ffi` is limited to some paths, the C library itself is not called: `setenv`, `mallopt`
 * and the redirection of stderr are left out.
 *
 * wasm
 * - imports `@tensorflow/tfjs-backend-wasm`, which registers the backend `wasm`, and sets the path of its modules.
 * - adds and replaces kernels of the backend `wasm`.
 * - replaces tfjs' gradients of `Conv2D` and `DepthwiseConv2dNative` where the convolution is dilated and the current
 *   backend is wasm.
 *
 * WebGPU
 * - imports `@tensorflow/tfjs-backend-webgpu`, which registers the backend `webgpu`.
 *
 * @param options The choice.
 * @returns The backend and the device in use.
 * @throws {InputError} If the backend, device or number of threads is not available, or is not a valid value.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import * as tf from "@tensorflow/tfjs";
 * import { useBackend } from "./mod.ts";
 *
 * const { name, device } = await useBackend({ backend: "wasm" });
 * assert.equal(`${name} on ${device}`, "wasm on CPU:0");
 * assert.equal(tf.getBackend(), "wasm");
 * ```
 */
export async function useBackend(options: BackendOptions = {}): Promise<BackendInfo> {
  const { backend = "auto", device = "auto", threads } = options;
  const devices: readonly string[] = ["auto", ...DEVICES];
  if (!devices.includes(device)) {
    throw new InputError(`Cannot use \`device\` ${device}: expected one of ${devices.join(", ")}`, {
      option: "device",
    });
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 1024)) {
    throw new InputError(
      `Cannot use \`threads\` ${threads}: expected a whole number from 1 to 1024`,
      { option: "threads" },
    );
  }
  silenceTfjs();
  if (backend === "auto") return await (await firstUsable(options)).start(options);
  if (!Object.hasOwn(backends, backend)) {
    const names = ["auto", ...BACKENDS].join(", ");
    throw new InputError(`Cannot use \`backend\` ${backend}: expected one of ${names}`, {
      option: "backend",
    });
  }
  return await backends[backend].start(options);
}

/**
 * Finds out which backends can be used, without starting any. It sets tfjs' flag `PROD` and imports
 * `@tensorflow/tfjs-backend-wasm`, which makes wasm the backend that tfjs chooses if a program chooses none.
 *
 * @param options The folders in which TensorFlow is looked for.
 * @returns Every backend, in the order of {@linkcode BACKENDS}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { backendCandidates } from "./mod.ts";
 *
 * const [tensorflow, wasm] = await backendCandidates();
 * assert.equal(tensorflow?.usable, false); // no folder was named
 * assert.equal(wasm?.usable, true);
 * assert.deepEqual(wasm?.devices, ["cpu"]);
 * ```
 */
export function backendCandidates(options: BackendOptions = {}): Promise<BackendCandidate[]> {
  silenceTfjs();
  return Promise.all(BACKENDS.map((name) => backends[name].probe(options)));
}

async function firstUsable(options: BackendOptions): Promise<Backend> {
  const { device = "auto" } = options;
  const reasons: string[] = [];
  for (const backend of AUTOMATIC) {
    const { usable, devices, reason } = await backend.probe(options);
    if (usable && (device === "auto" || devices.includes(device))) return backend;
    reasons.push(`${backend.name}: ${usable ? `no ${device}` : reason}`);
  }
  const wanted = device === "gpu" ? "`device` gpu" : "any backend";
  throw new InputError(`Cannot use ${wanted}: ${reasons.join("; ")}`, {
    option: device === "gpu" ? "device" : "backend",
  });
}
