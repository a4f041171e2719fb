/**
 * Builds `kernels.wasm` from the crate beside this file: `deno task build:kernels`. README.md says what it takes.
 *
 * @module
 */

import { buildWasmCrate } from "../../../../linalg-wasm/wasm_crate.ts";

const built = await buildWasmCrate({
  folder: new URL("./", import.meta.url),
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
