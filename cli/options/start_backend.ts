/**
 * Starting the backend that the options of a call choose.
 *
 * @module
 */
import { type BackendOptions, useBackend } from "../../src/backend/mod.ts";
import type { BackendFacts } from "../../src/report/mod.ts";
import { cacheFolder } from "./cache_folder.ts";
import type { Log } from "../output/log.ts";
import { counted } from "../output/numbers.ts";
import type { BACKEND_OPTIONS, Values } from "./options.ts";

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
): Promise<BackendFacts> {
  const { name, device, version, threads, determinism } = await useBackend(backendOptions(machine));
  log.info(`${name} ${version} on ${device}, ${counted(threads, "thread")}`);
  return { name, device, version, threads, determinism: { ...determinism } };
}

/**
 * Whether the backend leaves a core to other work. If it does not, a thread that prepares batches slows it down by more
 * than it saves.
 *
 * @param backend The backend in use.
 * @returns False if its threads occupy all cores.
 */
export function leavesCore({ device, threads }: BackendFacts): boolean {
  return !device.startsWith("CPU") || threads < navigator.hardwareConcurrency;
}
