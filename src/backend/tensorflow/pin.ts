/**
 * Loads shared libraries for good.
 *
 * @module
 */

import { cLibrary, cString } from "./ffi/libc.ts";

const RTLD_LAZY = 0x0001;
const RTLD_DEEPBIND = 0x0008;
const RTLD_NODELETE = 0x1000;

/**
 * Loads a library that stays loaded: TensorFlow crashes when it is unloaded, which Deno does on exit.
 *
 * Its own symbols come before others' of the same name: Mesa's Vulkan driver, which a look at WebGPU may have loaded,
 * brings another LLVM, and TensorFlow crashed on it. Without permission for the C library that must do without.
 */
export function pin(path: string): void {
  cLibrary()?.dlopen(cString(path), RTLD_LAZY | RTLD_NODELETE | RTLD_DEEPBIND);
  // Reports why it cannot be loaded, and finds `dlopen` among what the library itself depends on.
  const { dlopen } = Deno.dlopen(path, { dlopen: { parameters: ["buffer", "i32"], result: "u64" } })
    .symbols;
  dlopen(cString(path), RTLD_LAZY | RTLD_NODELETE);
}
