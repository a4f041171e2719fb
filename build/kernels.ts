/**
 * Builds `src/backend/wasm/kernels/kernels.wasm`: `deno task build:kernels`. The crate's README.md lists the tools that it
 * needs.
 *
 * @module
 */

import { buildWasmCrate } from "./wasm_crate.ts";

const built = await buildWasmCrate({
  folder: new URL("../src/backend/wasm/kernels/", import.meta.url),
  library: "repr_training_kernels",
  module: "kernels.wasm",
  std: "core",
  linkerArguments: [
    "--import-memory",
    "--max-memory=4294967296", // what the backend's memory declares
    "--export=__stack_pointer",
    "-zstack-size=65536",
  ],
});
if (!built) Deno.exit(1);
