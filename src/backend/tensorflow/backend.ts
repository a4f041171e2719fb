/**
 * The backend `tensorflow`: tfjs-node's kernels on TensorFlow's C API, without a compiled addon.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../errors.ts";
import type { Backend, BackendCandidate, BackendInfo, BackendOptions } from "../backend.ts";
import { registerCompiler } from "../compile.ts";
import { patchTfjs } from "../patches/patch_tfjs.ts";
import { Runtime } from "./eager/runtime.ts";
import { damagedLibrary, locate, VERSION, wheelVersion } from "./ffi/installation.ts";
import { keepFreedMemory, requireOneDnn } from "./ffi/libc.ts";
import { Libtensorflow } from "./ffi/libtensorflow.ts";
import { gpuProblem, hasCuda, hasDriver } from "./gpu.ts";

const REMEDY = "run `deno task setup`, or name an installation with `tensorflowDirectory`";

interface Started {
  readonly info: BackendInfo;
  readonly directory: string;
}

let started: Promise<Started> | undefined;

/** The backend. It is started once in a process: TensorFlow cannot be unloaded. */
export const tensorflow: Backend = {
  name: "tensorflow",

  async probe(options): Promise<BackendCandidate> {
    const name = "tensorflow";
    const reason = await problem(options);
    if (reason !== undefined) return { name, usable: false, devices: [], version: null, reason };
    const { directory = "" } = await locate(options) ?? {};
    const gpu = await hasDriver() && await hasCuda(directory);
    return {
      name,
      usable: true,
      devices: gpu ? ["gpu", "cpu"] : ["cpu"],
      version: VERSION,
      reason: `installed in ${directory}`,
    };
  },

  async start(options): Promise<BackendInfo> {
    const { device, threads } = options;
    started ??= start(options).catch((error) => {
      started = undefined;
      throw error;
    });
    const { info, directory } = await started;
    if (threads !== undefined && threads !== info.threads) {
      throw new InputError(
        `Cannot use \`threads\` ${threads}: TensorFlow already runs with ${info.threads} in this process`,
        { option: "threads" },
      );
    }
    const kind = info.device.startsWith("GPU") ? "gpu" : "cpu";
    if (device === "gpu" && kind !== "gpu") {
      throw new InputError(
        `Cannot use \`device\` gpu: ${await gpuProblem(directory)} (or use \`device\` cpu)`,
        { option: "device" },
      );
    }
    if (device === "cpu" && kind !== "cpu") {
      throw new InputError(
        "Cannot use `device` cpu: TensorFlow already runs on the GPU in this process",
        { option: "device" },
      );
    }
    await tf.setBackend("tensorflow");
    return info;
  },
};

/** Why TensorFlow cannot be used, found without loading it; undefined if it can. */
async function problem(options: BackendOptions): Promise<string | undefined> {
  const { os, arch } = Deno.build;
  if (os !== "linux") {
    return `TensorFlow's library is for Linux, this is ${os} (use \`backend\` wasm)`;
  }
  const installation = await locate(options);
  if (installation === undefined) return `TensorFlow is not installed (${REMEDY})`;
  const { directory, found } = installation;
  if (!found) return `no TensorFlow in ${directory} for ${os} ${arch} (${REMEDY})`;
  const ffi = await Deno.permissions.query({ name: "ffi", path: directory });
  if (ffi.state !== "granted") {
    return `Deno may not load it from ${directory} (run with --allow-ffi)`;
  }
  const version = await wheelVersion(directory) ?? VERSION;
  if (version !== VERSION) {
    return `${directory} holds TensorFlow ${version}, expected ${VERSION} (${REMEDY})`;
  }
  const damaged = await damagedLibrary(directory);
  if (damaged === undefined) return undefined;
  return `${directory}/${damaged.library}: ${damaged.damage} (${REMEDY})`;
}

async function start(options: BackendOptions): Promise<Started> {
  const reason = await problem(options);
  if (reason !== undefined) {
    throw new InputError(`Cannot use \`backend\` tensorflow: ${reason}`, { option: "backend" });
  }
  const { directory = "" } = await locate(options) ?? {};
  const oneDnn = requireOneDnn();
  const library = await Libtensorflow.load(directory, options);
  keepFreedMemory();
  const threads = options.threads ?? navigator.hardwareConcurrency;
  const runtime = new Runtime(library, { threads, hideGpus: options.device === "cpu" });
  // Imported only here: tfjs-node's kernels take a while to load.
  const { NativeBackend } = await import("./binding/native_backend.ts");
  const { compilerFor } = await import("./graph/compiler.ts");
  const { registerKernels } = await import("./kernels/register_kernels.ts");
  const backend = new NativeBackend(runtime);
  tf.registerBackend("tensorflow", () => backend);
  patchTfjs();
  registerKernels(backend);
  registerCompiler("tensorflow", compilerFor(backend));
  return {
    directory,
    info: {
      name: "tensorflow",
      device: runtime.device.name.replace(/^.*device:/, ""),
      version: library.version(),
      threads,
      determinism: { oneDnn: oneDnn ? "on" : "left to the environment" },
    },
  };
}
