/**
 * The native backend: tfjs-node's kernels on TensorFlow's C API, without a compiled addon.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../errors.ts";
import { registerCompiler } from "../compile.ts";
import type { Backend, BackendCandidate, BackendInfo, BackendOptions } from "../backend.ts";
import { elfDamage } from "./ffi/elf.ts";
import { gpuProblem, hasCuda, hasDriver } from "./gpu.ts";
import { keepFreedMemory } from "./keep_memory.ts";
import { Library } from "./ffi/libtensorflow.ts";
import { locate, wheelVersion } from "./ffi/installation.ts";
import { requireOneDnn } from "./one_dnn.ts";
import { Runtime } from "./eager/runtime.ts";
import { LIBRARIES, VERSION } from "./version.ts";

const REMEDY = "run `deno task setup`, or name an installation with --tensorflow-dir";

interface Started {
  readonly info: BackendInfo;
  readonly directory: string;
}

let started: Promise<Started> | undefined;

/** `--backend tensorflow`. */
export const tensorflow: Backend = {
  name: "tensorflow",

  async probe(options): Promise<BackendCandidate> {
    const name = "tensorflow";
    const unusable = (reason: string): BackendCandidate => ({
      name,
      usable: false,
      devices: [],
      version: null,
      reason,
    });
    const absence = await problem(options);
    if (absence !== undefined) return unusable(absence);
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
        `Cannot use --threads ${threads}: TensorFlow already runs with ${info.threads} in this process`,
      );
    }
    const kind = info.device.startsWith("GPU") ? "gpu" : "cpu";
    if (device === "gpu" && kind !== "gpu") {
      throw new InputError(
        `Cannot use --device gpu: ${await gpuProblem(directory)} (or use --device cpu)`,
      );
    }
    if (device === "cpu" && kind !== "cpu") {
      throw new InputError(
        "Cannot use --device cpu: TensorFlow already runs on the GPU in this process",
      );
    }
    await tf.setBackend("tensorflow");
    return info;
  },
};

/** Why TensorFlow cannot be used, found without loading it; undefined if nothing is in the way. */
async function problem(options: BackendOptions): Promise<string | undefined> {
  const { os, arch } = Deno.build;
  if (os !== "linux") {
    return `TensorFlow's library is for Linux, this is ${os} (use --backend wasm)`;
  }
  const installation = await locate(options);
  if (installation === undefined) return `TensorFlow is not installed (${REMEDY})`;
  if (!installation.found) {
    return `no TensorFlow in ${installation.directory} for ${os} ${arch} (${REMEDY})`;
  }
  const ffi = await Deno.permissions.query({ name: "ffi", path: installation.directory });
  if (ffi.state !== "granted") {
    return `Deno may not load it from ${installation.directory} (run with --allow-ffi)`;
  }
  const version = await wheelVersion(installation.directory) ?? VERSION;
  if (version !== VERSION) {
    return `${installation.directory} holds TensorFlow ${version}, expected ${VERSION} (${REMEDY})`;
  }
  for (const library of LIBRARIES) {
    const damage = await elfDamage(`${installation.directory}/${library}`);
    if (damage !== undefined) return `${installation.directory}/${library}: ${damage} (${REMEDY})`;
  }
  return undefined;
}

async function start(options: BackendOptions): Promise<Started> {
  const absence = await problem(options);
  const { directory = "" } = await locate(options) ?? {};
  if (absence !== undefined) throw new InputError(`Cannot use --backend tensorflow: ${absence}`);
  const oneDnn = requireOneDnn();
  const library = await Library.load(directory, options);
  keepFreedMemory();
  const threads = options.threads ?? navigator.hardwareConcurrency;
  const runtime = new Runtime(library, { threads, hideGpus: options.device === "cpu" });
  // Only now: tfjs-node's kernels take a while to load.
  const { NativeBackend } = await import("./binding/native_backend.ts");
  const { compilerFor } = await import("./graph/compiler.ts");
  const { registerNativeKernels } = await import("./kernels/register_kernels.ts");
  const backend = new NativeBackend(runtime);
  tf.registerBackend("tensorflow", () => backend);
  registerNativeKernels(backend);
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
