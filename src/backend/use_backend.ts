/**
 * The choice of the engine that tensors live in.
 *
 * @module
 */

import { InputError } from "../errors.ts";
import type { Backend, BackendCandidate, BackendInfo, BackendOptions } from "./backend.ts";
import { silenceTfjs } from "./patches/patch_tfjs.ts";
import { automatic, backends } from "./backends.ts";

/**
 * Starts a backend and makes tfjs run on it.
 *
 * Only `auto` chooses: it takes the first backend that is usable and has the device asked for. A backend or device
 * asked for by name is taken or refused, never replaced by another.
 *
 * @returns The engine and the device really in use.
 * @throws {InputError} If what was asked for is not there, or is no backend, device or number of threads at all.
 *
 * @example
 * ```ts
 * import { useBackend } from "./mod.ts";
 * const { name, device } = await useBackend({ backend: "wasm" });
 * ```
 */
export async function useBackend(options: BackendOptions = {}): Promise<BackendInfo> {
  const { backend = "auto", device = "auto", threads } = options;
  if (!["auto", "cpu", "gpu"].includes(device)) {
    throw new InputError(`Cannot use --device ${device}: expected auto, cpu or gpu`);
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads <= 1024)) {
    throw new InputError(`Cannot use --threads ${threads}: expected a whole number from 1 to 1024`);
  }
  silenceTfjs();
  const chosen = backend === "auto"
    ? await firstUsable(options)
    : backends.find(({ name }) => name === backend);
  if (chosen === undefined) {
    const names = ["auto", ...backends.map(({ name }) => name)].join(", ");
    throw new InputError(`Cannot use --backend ${backend}: expected one of ${names}`);
  }
  return await chosen.start(options);
}

/**
 * Each backend, whether it can be used here and why. Starts none of them.
 *
 * @param options What the user asks for; the folder of an installed TensorFlow matters.
 */
export function backendCandidates(options: BackendOptions = {}): Promise<BackendCandidate[]> {
  silenceTfjs();
  return Promise.all(backends.map((backend) => backend.probe(options)));
}

async function firstUsable(options: BackendOptions): Promise<Backend> {
  const reasons: string[] = [];
  for (const backend of automatic) {
    const { usable, devices, reason } = await backend.probe(options);
    const { device = "auto" } = options;
    if (usable && (device === "auto" || devices.includes(device))) return backend;
    reasons.push(`${backend.name}: ${usable ? `no ${device}` : reason}`);
  }
  const wanted = options.device === "gpu" ? "--device gpu" : "any backend";
  throw new InputError(`Cannot use ${wanted}: ${reasons.join("; ")}`);
}
