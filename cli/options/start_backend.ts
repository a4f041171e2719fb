/**
 * From the options that say where to compute to the backend that does.
 *
 * @module
 */
import { type BackendInfo, type BackendOptions, useBackend } from "../../src/backend/mod.ts";
import { cacheFolder } from "./cache_folder.ts";
import type { Log } from "../output/log.ts";
import { counted } from "../output/numbers.ts";
import type { BACKEND_OPTIONS, Values } from "./options.ts";

/** The options of {@linkcode useBackend} for a call. */
export function backendOptions(
  { backend, device, threads, tensorflowDir }: Values<typeof BACKEND_OPTIONS>,
): BackendOptions {
  return {
    backend,
    device,
    cacheDirectory: cacheFolder((name) => Deno.env.get(name)),
    ...(threads === null ? {} : { threads }),
    ...(tensorflowDir === null ? {} : { tensorflowDirectory: tensorflowDir }),
  };
}

/**
 * Starts the backend and says which one it is: the first thing that a command says.
 *
 * @throws {InputError} If what was asked for is not there.
 */
export async function startBackend(
  machine: Values<typeof BACKEND_OPTIONS>,
  log: Log,
): Promise<BackendInfo> {
  const backend = await useBackend(backendOptions(machine));
  const { name, device, version, threads } = backend;
  log.info(`${name} ${version} on ${device}, ${counted(threads, "thread")}`);
  return backend;
}
