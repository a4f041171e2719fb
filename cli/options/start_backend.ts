/**
 * Starting the backend that the options of a call choose.
 *
 * @module
 */
import { type BackendInfo, type BackendOptions, useBackend } from "../../src/backend/mod.ts";
import { cacheFolder } from "./cache_folder.ts";
import type { Log } from "../output/log.ts";
import { counted } from "../output/numbers.ts";
import type { BACKEND_OPTIONS } from "./backend_options.ts";
import type { Values } from "./options.ts";

/**
 * Translates a call's options to those of {@linkcode useBackend}.
 *
 * @param values The call's options.
 * @returns The library's options.
 */
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
 * Starts the backend and prints its name, as the first line of a command.
 *
 * @param machine The call's options.
 * @param log Prints the line.
 * @returns The backend in use.
 * @throws {InputError} If the backend or device that was asked for is not available.
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
