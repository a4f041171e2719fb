/**
 * The backend `webgpu`, experimental: tfjs' own, on the adapter that Deno chooses.
 *
 * @module
 */

import * as tf from "@tensorflow/tfjs";
import { InputError } from "../../errors.ts";
import type { Backend, BackendInfo } from "../backend.ts";

const REMEDY = "use `backend` wasm or `backend` tensorflow";

interface Adapter {
  readonly name: string;
  /** Whether the adapter computes on the CPU, in software. */
  readonly software: boolean;
}

async function findAdapter(): Promise<Adapter | undefined> {
  const adapter = await navigator.gpu?.requestAdapter() ?? undefined;
  if (adapter === undefined) return undefined;
  const { description, vendor, isFallbackAdapter } = adapter.info;
  return { name: description || vendor || "unnamed", software: isFallbackAdapter };
}

/** The backend. It is used only if it is named. */
export const webgpu: Backend = {
  name: "webgpu",

  async probe() {
    const adapter = await findAdapter();
    return {
      name: "webgpu",
      usable: adapter !== undefined,
      devices: adapter === undefined ? [] : [adapter.software ? "cpu" : "gpu"],
      version: adapter === undefined ? null : tf.version_core,
      reason: adapter === undefined
        ? `no WebGPU adapter on this machine (${REMEDY})`
        : `experimental; adapter ${adapter.name}${adapter.software ? ", in software: slow" : ""}`,
    };
  },

  async start({ device, threads }): Promise<BackendInfo> {
    const adapter = await findAdapter();
    if (adapter === undefined) {
      throw new InputError(
        `Cannot use \`backend\` webgpu: found no WebGPU adapter on this machine (${REMEDY})`,
        { option: "backend" },
      );
    }
    const kind = adapter.software ? "cpu" : "gpu";
    if (device !== undefined && device !== "auto" && device !== kind) {
      throw new InputError(
        `Cannot use \`device\` ${device}: the WebGPU adapter ${adapter.name} is a ${kind} (use \`device\` ${kind})`,
        { option: "device" },
      );
    }
    if (threads !== undefined && threads !== 1) {
      throw new InputError(`Cannot use \`threads\` ${threads}: WebGPU has no threads to set`, {
        option: "threads",
      });
    }
    await import("@tensorflow/tfjs-backend-webgpu");
    if (!(await tf.setBackend("webgpu"))) {
      throw new InputError(
        `Cannot use \`backend\` webgpu: tfjs could not start on ${adapter.name}`,
        { option: "backend" },
      );
    }
    return {
      name: "webgpu",
      device: `${kind.toUpperCase()}:0`,
      version: tf.version_core,
      threads: 1,
      determinism: { adapter: adapter.name },
    };
  },
};
