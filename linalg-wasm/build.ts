/**
 * Builds `linalg.wasm` from the crate beside this file: `deno task build:linalg`. README.md says what it takes.
 *
 * @module
 */

import { buildWasmCrate } from "./wasm_crate.ts";

const built = await buildWasmCrate({
  folder: new URL("./", import.meta.url),
  library: "repr_linalg",
  module: "linalg.wasm",
  std: "std",
});
if (!built) Deno.exit(1);
