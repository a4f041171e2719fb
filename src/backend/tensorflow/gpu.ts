/**
 * Finds out whether TensorFlow can use a GPU, and why not.
 *
 * @module
 */

import { join } from "node:path";
import { messageOf } from "../../errors.ts";

/** Whether NVIDIA's driver is loaded on this machine. */
export async function hasDriver(): Promise<boolean> {
  return await Deno.stat("/proc/driver/nvidia/version").then(() => true, () => false);
}

/**
 * Whether CUDA's libraries are installed next to TensorFlow.
 *
 * @param directory The folder of TensorFlow's library.
 */
export async function hasCuda(directory: string): Promise<boolean> {
  const folder = join(directory, "..", "nvidia", "cuda_runtime");
  return await Deno.stat(folder).then(() => true, () => false);
}

/** Why TensorFlow lists no GPU: the first thing that is missing. */
export async function gpuProblem(directory: string): Promise<string> {
  try {
    Deno.dlopen("libcuda.so.1", {}).close();
  } catch (error) {
    return `no NVIDIA driver: ${messageOf(error)}`;
  }
  if (!await hasCuda(directory)) {
    return "this TensorFlow has no CUDA libraries next to it (install them with `deno task setup` and `cuda`)";
  }
  return "TensorFlow lists no GPU (`verbose` shows its own messages)";
}
